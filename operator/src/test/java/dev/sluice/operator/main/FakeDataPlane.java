package dev.sluice.operator.main;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.Rejection;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Takes snapshots as a data plane does, serves nothing, and acks when the test lets it. Redials
 * every 200 ms.
 */
final class FakeDataPlane {
  final Map<String, String> entries = new ConcurrentHashMap<>();
  final Map<EntryKey, String> refuses = new ConcurrentHashMap<>();
  volatile boolean acks = true;
  volatile int frames;
  volatile int opened;
  private final String fleet;
  private final String pod;
  private final Supplier<String> token;
  private final HttpClient client;
  private final Context context;
  private final List<Stream> streams = new ArrayList<>();
  private Revision revision;
  private Stream active;

  private static final class Stream {
    final IntSupplier port;
    HttpClientRequest request;
    boolean open;

    Stream(IntSupplier port) {
      this.port = port;
    }
  }

  FakeDataPlane(
      Vertx vertx, String fleet, String pod, Supplier<String> token, List<IntSupplier> operators) {
    this.fleet = fleet;
    this.pod = pod;
    this.token = token;
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false));
    operators.forEach(port -> streams.add(new Stream(port)));
    vertx.setPeriodic(10, 200, id -> context.runOnContext(v -> dial()));
  }

  /** Says what it has held back. */
  void ackNow() {
    acks = true;
    context.runOnContext(v -> ack());
  }

  private void dial() {
    for (Stream stream : streams) {
      if (stream.open || stream.port.getAsInt() <= 0) {
        continue;
      }
      stream.open = true;
      client
          .request(
              new RequestOptions()
                  .setMethod(HttpMethod.POST)
                  .setHost("127.0.0.1")
                  .setPort(stream.port.getAsInt())
                  .setURI(Wire.PATH)
                  .putHeader("authorization", "Bearer " + token.get()))
          .compose(
              request -> {
                stream.request = request;
                request.exceptionHandler(e -> lost(stream));
                request.setChunked(true);
                request.write(
                    frame(
                        new ToOperator.Hello(Wire.SCHEMA, fleet, pod, revision, false, List.of())));
                return request.response();
              })
          .onSuccess(
              answer -> {
                FrameReader reader = new FrameReader(1 << 29);
                answer.exceptionHandler(e -> lost(stream));
                answer.endHandler(v -> lost(stream));
                answer.handler(
                    bytes ->
                        reader.feed(
                            bytes.getBytes(),
                            json -> {
                              ToDataPlane heard = Wire.toDataPlane(json);
                              context.runOnContext(v -> hear(stream, heard));
                            }));
                opened++;
              })
          .onFailure(e -> lost(stream));
    }
  }

  private void lost(Stream stream) {
    context.runOnContext(
        v -> {
          stream.open = false;
          stream.request = null;
          if (active == stream) {
            active = null;
            streams.stream()
                .filter(other -> other.open && other.request != null)
                .findFirst()
                .ifPresent(this::activate);
          }
        });
  }

  private void activate(Stream stream) {
    if (active != null && active != stream) {
      say(active, new ToOperator.Observe());
    }
    active = stream;
    say(stream, new ToOperator.Active(revision));
  }

  private void hear(Stream stream, ToDataPlane frame) {
    frame.on(
        new ToDataPlane.Cases<Void>() {
          @Override
          public Void role(ToDataPlane.Role role) {
            if (active == null || (role.leader() && active != stream)) {
              activate(stream);
            }
            return null;
          }

          @Override
          public Void full(ToDataPlane.Full full) {
            entries.clear();
            take(full.entries(), List.of(), full.revision());
            return null;
          }

          @Override
          public Void delta(ToDataPlane.Delta delta) {
            take(delta.put(), delta.removed(), delta.revision());
            return null;
          }

          @Override
          public Void current(ToDataPlane.Current current) {
            return null;
          }

          @Override
          public Void zone(ToDataPlane.Zone zone) {
            return null;
          }

          @Override
          public Void ping(ToDataPlane.Ping ping) {
            say(stream, new ToOperator.Ping(false));
            return null;
          }
        });
  }

  private void take(List<RawEntry> put, List<EntryKey> removed, Revision next) {
    put.forEach(e -> entries.put(e.key().text(), new String(e.json(), StandardCharsets.UTF_8)));
    removed.forEach(key -> entries.remove(key.text()));
    revision = next;
    frames++;
    if (acks) {
      ack();
    }
  }

  private void ack() {
    List<Rejection> rejected = new ArrayList<>();
    refuses.forEach((key, why) -> rejected.add(new Rejection(key, why)));
    if (revision != null) {
      streams.forEach(stream -> say(stream, new ToOperator.Ack(revision, rejected)));
    }
  }

  private static void say(Stream stream, ToOperator frame) {
    HttpClientRequest request = stream.request;
    if (request != null) {
      request.write(frame(frame)).onFailure(e -> {});
    }
  }

  private static Buffer frame(ToOperator frame) {
    return Buffer.buffer(Wire.frame(frame));
  }
}
