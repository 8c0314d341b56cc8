package dev.sluice.dataplane.control;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames to snapshots in service: verify (the first one later), read, apply, keep. One at a time
 * and in order; what costs time runs off the event loop. A snapshot that waits to be applied gives
 * way to a newer one. Confined to one event loop.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int MOST_BYTES = 1 << 29;
  private static final long ASK_AGAIN_MILLIS = 1_000;

  /** A start is over by then, and its first requests are answered. */
  private static final long CHECK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final SnapshotApplier applier;
  private final LastKnownGood lastKnownGood;
  private final Keeping keeping;
  private final IntakeMeters meters;
  private BiConsumer<Revision, Map<EntryKey, String>> onApplied = (revision, rejected) -> {};
  private BiConsumer<Revision, String> onFailed = (revision, message) -> {};
  private Runnable onDamaged = () -> {};

  private Future<Held> tail = Future.succeededFuture(Held.NOTHING);
  private boolean distrusted;
  private boolean asking;
  private boolean applying;
  private @Nullable Held waiting;

  /** The first one: it is believed until a while after it is served. */
  private @Nullable Held unchecked;

  Intake(
      Vertx vertx,
      Context context,
      SnapshotApplier applier,
      LastKnownGood lastKnownGood,
      Duration keep,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.context = context;
    this.applier = applier;
    this.lastKnownGood = lastKnownGood;
    this.keeping = new Keeping(vertx, context, lastKnownGood, keep);
    this.meters = IntakeMeters.in(meters);
  }

  /** Called when every event loop serves it, with what was rejected of it. */
  void onApplied(BiConsumer<Revision, Map<EntryKey, String>> then) {
    onApplied = then;
  }

  /** Called when nothing of it could be taken. */
  void onFailed(BiConsumer<Revision, String> then) {
    onFailed = then;
  }

  /** Called when a frame did not fit: ask again for what follows {@link #held()}. */
  void onDamaged(Runnable then) {
    onDamaged = then;
  }

  /** Brings the last-known-good snapshot into service, where there is one. Never fails. */
  Future<Void> restore() {
    return context
        .<@Nullable Held>executeBlocking(this::load, true)
        .compose(
            held -> {
              if (held == null) {
                return Future.<Void>succeededFuture();
              }
              tail = Future.succeededFuture(held);
              LOG.info("control: starts from last-known-good {}", held.encoded());
              keeping.restored(held);
              unchecked = held;
              return apply(held);
            })
        .otherwiseEmpty();
  }

  private @Nullable Held load() {
    byte[] frames = lastKnownGood.load();
    if (frames == null) {
      return null;
    }
    try {
      List<byte[]> payloads = new ArrayList<>();
      // What is cut off at the end was never whole.
      new FrameReader(MOST_BYTES).feed(frames, payloads::add);
      Held held = Held.NOTHING;
      for (byte[] payload : payloads) {
        ToDataPlane frame = Wire.toDataPlane(payload);
        held = frame == null ? held : held.believed(frame);
      }
      if (held != Held.NOTHING) {
        return held;
      }
      lastKnownGood.discard("no whole snapshot");
    } catch (IllegalArgumentException | Held.Unfit e) {
      lastKnownGood.discard(String.valueOf(e.getMessage()));
    }
    return null;
  }

  /**
   * Whether the first one is what it said. What comes meanwhile waits for it, for what follows is
   * hashed from there on.
   */
  private void check(Held first) {
    context
        .<@Nullable String>executeBlocking(() -> fault(first), true)
        .onSuccess(
            fault -> {
              if (fault != null) {
                LOG.warn("control: what is served {}", fault);
                meters.unfit().increment();
                distrusted = true;
                keeping.discard(first, fault).onComplete(v -> onDamaged.run());
              }
            });
  }

  private static @Nullable String fault(Held first) {
    try {
      first.verify();
      return null;
    } catch (Held.Unfit e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Once something has come since, that has been verified, and with it what it rests on. */
  private void checkUnlessReplaced(Held first) {
    tail.onSuccess(
        held -> {
          if (held == first) {
            check(first);
          }
        });
  }

  /** What the next delta may start from, once all that was received is verified. */
  Future<@Nullable Revision> held() {
    return tail.map(held -> distrusted || held == Held.NOTHING ? null : held.encoded().revision());
  }

  void receive(ToDataPlane frame) {
    Timer.Sample come = Timer.start();
    tail = tail.compose(held -> verified(held, frame, come));
  }

  /**
   * What is held after a frame. The first is not verified before it is served: where nothing is
   * served there is nothing to lose, and in a JVM that has just begun the hash of 5,000 routes
   * takes 0.2 s of one core.
   */
  private static Held next(Held held, ToDataPlane frame) throws Held.Unfit {
    return held == Held.NOTHING ? held.believed(frame) : held.next(frame);
  }

  /** What is held after a frame; applied: null where nothing was new, or another one was busy. */
  private record Verified(Held held, @Nullable Future<Map<EntryKey, String>> applied) {}

  private Future<Held> verified(Held held, ToDataPlane frame, Timer.Sample come) {
    // Where nothing is under way one task does both: each thread that is woken costs time.
    boolean free = !applying;
    applying = true;
    Future<Verified> verified =
        context.executeBlocking(
            () -> {
              Held next = next(held, frame);
              if (next == held) {
                return new Verified(held, null);
              }
              come.stop(meters.read());
              return new Verified(next, free ? applied(next) : null);
            },
            true);
    return verified
        .map(
            each -> {
              Held next = each.held();
              Future<Map<EntryKey, String>> applied = each.applied();
              if (next != held) {
                distrusted = false;
                unchecked = held == Held.NOTHING ? next : null;
              }
              if (applied != null) {
                settle(next, verified.compose(v -> applied));
                return next;
              }
              // Else it is another one's, which may have ended meanwhile.
              applying = applying && !free;
              if (next != held) {
                offer(next);
              }
              return next;
            })
        .recover(
            e -> {
              LOG.warn("control: a frame does not fit: {}", e.getMessage());
              meters.unfit().increment();
              distrusted = true;
              applying = applying && !free;
              askAgain();
              return Future.succeededFuture(held);
            });
  }

  /** Not for every frame of a row that does not fit. */
  private void askAgain() {
    if (!asking) {
      asking = true;
      vertx.setTimer(
          ASK_AGAIN_MILLIS,
          id -> {
            asking = false;
            if (distrusted) {
              onDamaged.run();
            }
          });
    }
  }

  private void offer(Held next) {
    waiting = next;
    if (!applying) {
      applyWaiting();
    }
  }

  private void applyWaiting() {
    Held next = waiting;
    waiting = null;
    if (next != null) {
      apply(next);
    }
  }

  private Future<Void> apply(Held held) {
    applying = true;
    return settle(held, context.executeBlocking(() -> applied(held), true).compose(a -> a));
  }

  /** Not on an event loop. */
  private Future<Map<EntryKey, String>> applied(Held held) {
    Timer.Sample begun = Timer.start();
    try {
      return applier.apply(held.snapshot()).onSuccess(rejected -> begun.stop(meters.apply()));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Never fails: what cannot be applied is said to the operators. */
  private Future<Void> settle(Held held, Future<Map<EntryKey, String>> result) {
    Revision revision = held.encoded().revision();
    return result
        .<Void>transform(
            applied -> {
              applying = false;
              if (applied.succeeded()) {
                meters.applied().increment();
                Map<EntryKey, String> rejected = new HashMap<>(held.unreadable());
                rejected.putAll(applied.result());
                onApplied.accept(revision, rejected);
                keeping.keep(held);
              } else {
                meters.failed().increment();
                LOG.error("control: cannot apply {}", held.encoded(), applied.cause());
                onFailed.accept(revision, applied.cause().toString());
              }
              return Future.succeededFuture();
            })
        .onSuccess(
            v -> {
              if (held == unchecked) {
                vertx.setTimer(CHECK_MILLIS, id -> checkUnlessReplaced(held));
              }
              if (!applying) {
                applyWaiting();
              }
            });
  }

  /** Completes when the last snapshot is kept. */
  Future<Void> close() {
    return keeping.close();
  }
}
