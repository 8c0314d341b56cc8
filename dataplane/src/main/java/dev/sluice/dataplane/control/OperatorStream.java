package dev.sluice.dataplane.control;

import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream to one operator replica: dialled for as long as its address is known. Confined to the
 * client's event loop.
 */
final class OperatorStream {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorStream.class);

  /** Ten thousand routes are a few MiB; this only stops what cannot be a snapshot. */
  private static final int MOST_BYTES = 1 << 29;

  private final Vertx vertx;
  private final SocketAddress address;
  private final OperatorDoor door;
  private final ControlOptions options;
  private final Supplier<ToOperator.Hello> hello;
  private final Listener listener;
  private final Backoff backoff;
  private OperatorDoor.@Nullable Opened opened;
  private boolean closed;
  private boolean open;
  private boolean leader;
  private long heardMillis;
  private long openedMillis;
  private long timer = -1;
  private long attempt;
  private String complaint = "";

  /** What a stream tells the client that owns it. */
  interface Listener {
    /** The replica has something to give; called again when its role changes. */
    void offered(OperatorStream stream);

    void received(OperatorStream stream, ToDataPlane frame);

    void lost(OperatorStream stream);
  }

  OperatorStream(
      Vertx vertx,
      SocketAddress address,
      OperatorDoor door,
      ControlOptions options,
      Supplier<ToOperator.Hello> hello,
      Listener listener) {
    this.vertx = vertx;
    this.address = address;
    this.door = door;
    this.options = options;
    this.hello = hello;
    this.listener = listener;
    this.backoff = new Backoff(options.firstBackoff(), options.longestBackoff());
  }

  boolean leader() {
    return leader;
  }

  void dial() {
    if (closed) {
      return;
    }
    long mine = ++attempt;
    FrameReader reader = new FrameReader(MOST_BYTES);
    // An operator that accepts and then says nothing is as good as none.
    timer = vertx.setTimer(options.dead().toMillis(), id -> lost(mine, "no answer"));
    door.request(address)
        .compose(
            through -> {
              HttpClientRequest made = through.request();
              if (mine != attempt) {
                made.reset();
                return Future.failedFuture("late");
              }
              opened = through;
              made.exceptionHandler(e -> lost(mine, e.toString()));
              made.setChunked(true);
              made.write(Buffer.buffer(Wire.frame(hello.get())));
              return made.response();
            })
        .onSuccess(response -> answered(mine, response, reader))
        .onFailure(e -> lost(mine, e.toString()));
  }

  private void answered(long mine, HttpClientResponse response, FrameReader reader) {
    if (mine != attempt) {
      return;
    }
    if (response.statusCode() != 200) {
      response
          .body()
          .onComplete(
              body -> {
                String reason = body.succeeded() ? body.result().toString().strip() : "";
                lost(mine, "refused with " + response.statusCode() + ": " + reason);
              });
      return;
    }
    vertx.cancelTimer(timer);
    timer = vertx.setPeriodic(options.ping().toMillis(), id -> ping(mine));
    openedMillis = millis();
    heardMillis = openedMillis;
    response.exceptionHandler(e -> lost(mine, e.toString()));
    response.endHandler(v -> lost(mine, "ended"));
    response.handler(
        bytes -> {
          try {
            heardMillis = millis();
            reader.feed(bytes.getBytes(), json -> received(mine, Wire.toDataPlane(json)));
          } catch (IllegalArgumentException e) {
            lost(mine, e.toString());
          }
        });
  }

  private void received(long mine, @Nullable ToDataPlane frame) {
    if (mine != attempt || frame == null) {
      return;
    }
    if (frame instanceof ToDataPlane.Role role) {
      leader = role.leader();
      if (!open) {
        LOG.info("control: {} is here", address);
      }
      open = true;
      listener.offered(this);
    } else {
      listener.received(this, frame);
    }
  }

  private void ping(long mine) {
    if (millis() - heardMillis > options.dead().toMillis()) {
      lost(mine, "silent");
    } else {
      send(new ToOperator.Ping(hello.get().ready()));
    }
  }

  void send(ToOperator frame) {
    if (opened != null && !closed) {
      opened.request().write(Buffer.buffer(Wire.frame(frame))).onFailure(e -> {});
    }
  }

  private void lost(long mine, String reason) {
    if (mine != attempt) {
      return;
    }
    attempt++;
    end();
    if (open) {
      LOG.info("control: {} is gone: {}", address, reason);
    } else if (!reason.equals(complaint)) {
      // Once per reason: it is tried again many times a minute.
      LOG.warn("control: {} cannot be reached: {}", address, reason);
    }
    complaint = reason;
    if (open && millis() - openedMillis > options.longestBackoff().toMillis()) {
      backoff.reset();
    }
    open = false;
    leader = false;
    listener.lost(this);
    if (!closed) {
      timer = vertx.setTimer(backoff.nextMillis(), id -> dial());
    }
  }

  private void end() {
    vertx.cancelTimer(timer);
    if (opened != null) {
      opened.request().connection().close().onFailure(e -> {});
      opened = null;
    }
  }

  void close() {
    closed = true;
    attempt++;
    open = false;
    end();
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
