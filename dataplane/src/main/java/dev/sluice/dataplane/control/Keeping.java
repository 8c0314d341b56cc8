package dev.sluice.dataplane.control;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the snapshot in service becomes the last-known-good file, and how: by what has changed since
 * it was kept last, for as long as that is little beside the whole. With 5,000 routes the whole
 * takes a core for 50 to 100 ms, in which changes and requests would wait for it. Confined to one
 * event loop, but for what it keeps, which one task at a time has.
 */
final class Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
  private static final long SOON_MILLIS = 20;

  /** Of the whole: what all deltas behind it may come to. The folder's memory is bounded. */
  private static final int MOST_PART = 8;

  /** Each is verified when a container starts, in less than a millisecond. */
  private static final int MOST_DELTAS = 32;

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

  /** What the file leads to; null: nothing that is known. */
  private @Nullable EncodedSnapshot inFile;

  private int room;
  private int deltas;

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

  /** Completes when no file has it any more. */
  Future<Void> discard(Held wrong, String reason) {
    restored = null;
    if (unkept == wrong) {
      unkept = null;
    }
    return next(
        () -> {
          inFile = null;
          lastKnownGood.discard(reason);
        });
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
      next(() -> store(held));
    }
    return keeping;
  }

  private interface Task {
    void run() throws IOException;
  }

  /** One after the other, off the event loop. Never fails. */
  private Future<Void> next(Task task) {
    keeping =
        keeping.compose(
            v ->
                context
                    .<Void>executeBlocking(
                        () -> {
                          task.run();
                          return null;
                        },
                        false)
                    .onFailure(e -> LOG.warn("last-known-good cannot be written: {}", e.toString()))
                    .otherwiseEmpty());
    return keeping;
  }

  private void store(Held held) throws IOException {
    EncodedSnapshot from = inFile;
    EncodedSnapshot to = held.encoded();
    // Until it is written the file may hold anything.
    inFile = null;
    if (from == null || !appended(from, to)) {
      byte[] whole = Wire.stored(held.frame());
      lastKnownGood.store(whole);
      room = whole.length / MOST_PART;
      deltas = 0;
    }
    inFile = to;
  }

  private boolean appended(EncodedSnapshot from, EncodedSnapshot to) throws IOException {
    if (deltas == MOST_DELTAS) {
      return false;
    }
    Delta delta = Delta.between(from, to);
    if (delta.bytes() > (long) room * MOST_PART) {
      // Too much however well it is compressed.
      return false;
    }
    byte[] frame =
        Wire.stored(
            new ToDataPlane.Delta(
                from.revision(),
                to.revision(),
                delta.put().stream().map(entry -> new RawEntry(entry.key(), entry.json())).toList(),
                delta.removed()));
    if (frame.length > room) {
      return false;
    }
    lastKnownGood.append(frame);
    room -= frame.length;
    deltas++;
    return true;
  }

  /** Completes when the last snapshot is kept. */
  Future<Void> close() {
    return write();
  }
}
