package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Concurrency;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many requests an upstream has to bear at a time, over all event loops of this data plane.
 * What is beyond waits in order, up to a number, and what is beyond that is turned away.
 */
final class Bulkhead {
  private final Concurrency config;
  private final @Nullable Gradient gradient;
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final ConcurrentLinkedQueue<Call> waiting = new ConcurrentLinkedQueue<>();

  Bulkhead(Concurrency config) {
    this.config = config;
    this.gradient =
        config.adaptive()
            ? new Gradient(config.maxRequests() == 0 ? 1_000 : config.maxRequests())
            : null;
  }

  private int limit() {
    Gradient by = gradient;
    if (by != null) {
      return by.limit();
    }
    return config.maxRequests() == 0 ? Integer.MAX_VALUE : config.maxRequests();
  }

  UpstreamState.LimitState shown() {
    int limit = limit();
    return new UpstreamState.LimitState(
        limit == Integer.MAX_VALUE ? 0 : limit, gradient != null, active(), pending());
  }

  int active() {
    return active.get();
  }

  int pending() {
    return pending.get();
  }

  /** What becomes of a call that comes. */
  enum Entry {
    GO,
    WAIT,
    TURNED_AWAY
  }

  /** Lets it go, keeps it until {@link Call#admitted()} is called on its loop, or turns it away. */
  Entry enter(Call call) {
    if (acquire()) {
      return Entry.GO;
    }
    if (pending.incrementAndGet() > config.maxPending()) {
      pending.decrementAndGet();
      return Entry.TURNED_AWAY;
    }
    waiting.add(call);
    // A place may have become free between the two: then nobody else would call.
    next();
    return Entry.WAIT;
  }

  private boolean acquire() {
    while (true) {
      int now = active.get();
      if (now >= limit()) {
        return false;
      }
      if (active.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /**
   * A request that was let go is over.
   *
   * @param nanos until its response head; 0: it says nothing of the upstream's latency
   */
  void leave(long nanos) {
    Gradient by = gradient;
    if (by != null && nanos > 0) {
      by.sample(nanos, active.get());
    }
    active.decrementAndGet();
    next();
  }

  /** A call that waited does not wait any more: its client left, or its time is up. */
  void forget(Call call) {
    if (waiting.remove(call)) {
      pending.decrementAndGet();
    }
  }

  private void next() {
    while (!waiting.isEmpty() && acquire()) {
      Call call = waiting.poll();
      if (call == null) {
        active.decrementAndGet();
      } else {
        pending.decrementAndGet();
        call.admit();
      }
    }
  }
}
