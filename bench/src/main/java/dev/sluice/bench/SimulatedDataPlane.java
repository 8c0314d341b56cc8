package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Speaks the push channel, takes every byte, reads no more of it than the revision. */
final class SimulatedDataPlane {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int HEAD = 5;

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;
  private final String pod;
  private final @Nullable Revision held;
  private Buffer arrived = Buffer.buffer();
  private @Nullable HttpClientRequest request;

  SimulatedDataPlane(Vertx vertx, int port, String pod, @Nullable Revision held) {
    this.vertx = vertx;
    this.port = port;
    this.pod = pod;
    this.held = held;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setHttp2ConnectionWindowSize(16 << 20)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(16 << 20)));
  }

  void dial() {
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(Wire.PATH)
                .putHeader("authorization", "Bearer " + pod))
        .compose(
            made -> {
              request = made;
              made.setChunked(true);
              say(new ToOperator.Hello(Wire.SCHEMA, "default", pod, held, true, List.of()));
              return made.response();
            })
        .onSuccess(
            response -> {
              response.handler(this::arrived);
              say(new ToOperator.Active(held));
              vertx.setPeriodic(5_000, id -> say(new ToOperator.Ping(true)));
            })
        .onFailure(e -> vertx.setTimer(100, id -> dial()));
  }

  private void say(ToOperator frame) {
    if (request != null) {
      request.write(Buffer.buffer(Wire.frame(frame)));
    }
  }

  private void arrived(Buffer bytes) {
    arrived.appendBuffer(bytes);
    while (arrived.length() >= HEAD && arrived.length() >= HEAD + arrived.getInt(0)) {
      int end = HEAD + arrived.getInt(0);
      frame(arrived.getBytes(HEAD, end), arrived.getByte(4) == 1);
      arrived = arrived.getBuffer(end, arrived.length());
    }
  }

  private void frame(byte[] payload, boolean gzip) {
    InputStream plain = new ByteArrayInputStream(payload);
    try (JsonParser in = JSON.createParser(gzip ? new GZIPInputStream(plain) : plain)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        if (name.equals("revision")) {
          say(new ToOperator.Ack(new Revision(in.getText()), List.of()));
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
