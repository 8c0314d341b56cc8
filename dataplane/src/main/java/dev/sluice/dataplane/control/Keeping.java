package dev.sluice.dataplane.control;

import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the snapshot in service becomes the last-known-good file. Confined to one event loop. */
final class Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
  private static final long SOON_MILLIS = 20;

  private final Vertx vertx;
  private final Context context;
  private final LastKnownGood lastKnownGood;
  private final Duration interval;

  private @Nullable Held unkept;
  private @Nullable Revision restored;
  private Future<Void> keeping = Future.succeededFuture();
  private long timer = -1;
  private boolean kept;
  private long keptNanos;

  Keeping(Vertx vertx, Context context, LastKnownGood lastKnownGood, Duration interval) {
    this.vertx = vertx;
    this.context = context;
    this.lastKnownGood = lastKnownGood;
    this.interval = interval;
  }

  /** The file has this one: it need not be written before another one has come. */
  void restored(Held held) {
    restored = held.encoded().revision();
  }

  /**
   * Soon after a quiet time; else not before the interval is over: writing all of it for each pod
   * that comes or goes would cost more than it is worth.
   */
  void keep(Held held) {
    if (held.encoded().revision().equals(restored)) {
      return;
    }
    restored = null;
    unkept = held;
    if (timer < 0) {
      long quiet = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - keptNanos);
      long wait = kept ? interval.toMillis() - quiet : 0;
      timer = vertx.setTimer(Math.max(SOON_MILLIS, wait), id -> write());
    }
  }

  private Future<Void> write() {
    vertx.cancelTimer(timer);
    timer = -1;
    Held held = unkept;
    unkept = null;
    if (held != null) {
      kept = true;
      keptNanos = System.nanoTime();
      keeping =
          keeping.compose(
              v ->
                  context
                      .<Void>executeBlocking(
                          () -> {
                            lastKnownGood.store(Wire.frame(held.frame()));
                            return null;
                          },
                          false)
                      .onFailure(
                          e -> LOG.warn("last-known-good cannot be written: {}", e.toString()))
                      .otherwiseEmpty());
    }
    return keeping;
  }

  /** Completes when the last snapshot is kept. */
  Future<Void> close() {
    return write();
  }
}
