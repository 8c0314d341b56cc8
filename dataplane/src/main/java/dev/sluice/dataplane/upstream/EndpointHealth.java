package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Health;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What is known of one endpoint of an upstream, by all event loops together; kept while the
 * endpoint stays. All threads.
 *
 * <p>Ejections are remembered beyond their end, and forgotten one by one while it does well: an
 * endpoint that flips between good and bad is out for longer each time, and believed for fewer
 * errors.
 */
final class EndpointHealth {
  private static final int LONGEST_GROWTH = 10;
  private static final int SMOOTH = 16;
  private static final long REFUSED_NANOS = 1_000_000_000L;
  private static final long TRIAL_NANOS = 1_000_000_000L;

  /** Requests under way. */
  final AtomicInteger active = new AtomicInteger();

  private final AtomicInteger errors = new AtomicInteger();

  /** Until then it gets no request; 0: it is in. */
  private final AtomicLong ejectedUntil = new AtomicLong();

  /** Whether a request tries out if it can come back. */
  private volatile boolean trial;

  /** Ejections that were not forgotten when it came back, the last time at {@link #back}. */
  private volatile int ejections;

  private volatile long back;

  /** Time without errors for which one of them is forgotten. */
  private volatile long forgetNanos = 1;

  /** Until then others are asked first, for no connection could be made; 0: nothing of that. */
  private volatile long refusedUntil;

  /** Of answers' heads, smoothed, in ns; what two threads say at once may lose one of them. */
  private volatile long latency;

  private volatile int answers;
  private final LongSupplier clock;
  private final long since;
  private volatile boolean failsProbes;

  /**
   * @param clock {@link UpstreamLoop#now()}
   */
  EndpointHealth(LongSupplier clock, long since) {
    this.clock = clock;
    this.since = since;
  }

  /** When it became an endpoint of the upstream. */
  long since() {
    return since;
  }

  /** Whether active probes, where there are any, find it well. */
  void probed(boolean well) {
    failsProbes = !well;
  }

  boolean failsProbes() {
    return failsProbes;
  }

  boolean ejected() {
    return ejectedUntil.get() != 0;
  }

  /**
   * Whether it may get a request. Where its ejection is over, one request at a time goes on trial:
   * whoever is told so must send it.
   *
   * @param panic whether what probes and errors say does not count
   */
  boolean admits(boolean panic) {
    if (failsProbes && !panic) {
      return false;
    }
    long refused = refusedUntil;
    if (refused != 0) {
      if (clock.getAsLong() < refused) {
        return false;
      }
      refusedUntil = 0;
    }
    long until = ejectedUntil.get();
    if (until == 0 || panic) {
      return true;
    }
    long now = clock.getAsLong();
    // A trial whose outcome is never told must not keep it out for ever.
    if (now < until || !ejectedUntil.compareAndSet(until, now + TRIAL_NANOS)) {
      return false;
    }
    trial = true;
    return true;
  }

  /** Whether it would be admitted, without going on trial. */
  boolean fit() {
    long until = ejectedUntil.get();
    long refused = refusedUntil;
    return !failsProbes
        && (refused == 0 || clock.getAsLong() >= refused)
        && (until == 0 || clock.getAsLong() >= until);
  }

  /** It could not be reached. For a second that need not be found out again by each request. */
  void refused() {
    refusedUntil = clock.getAsLong() + REFUSED_NANOS;
  }

  /**
   * An answer that is no error.
   *
   * @return whether that takes it back in
   */
  boolean succeeded() {
    if (errors.get() != 0) {
      errors.set(0);
    }
    long until = ejectedUntil.get();
    // What it was asked before it was taken out says nothing of now.
    if (until == 0 || !(trial || clock.getAsLong() >= until)) {
      return false;
    }
    back = clock.getAsLong();
    trial = false;
    ejectedUntil.set(0);
    return true;
  }

  /**
   * How long an answer took.
   *
   * @return whether so many have come since that it is worth a look
   */
  boolean took(long nanos) {
    long before = latency;
    int n = answers + 1;
    answers = n;
    latency = before == 0 ? nanos : before + (nanos - before) / SMOOTH;
    return n >= SMOOTH && n % SMOOTH == 0;
  }

  /** In ns; 0: not known, for too few answers have come. */
  long latency() {
    return answers < SMOOTH ? 0 : latency;
  }

  /** In a row, without those that it has made good by now. */
  int ejections() {
    int n = ejections;
    return n == 0 || ejected()
        ? n
        : (int) Math.max(0, n - (clock.getAsLong() - back) / forgetNanos);
  }

  /** In a word, for people. */
  String state() {
    if (failsProbes) {
      return "unhealthy";
    }
    long until = ejectedUntil.get();
    if (until != 0) {
      return clock.getAsLong() < until ? "ejected" : "trial";
    }
    long refused = refusedUntil;
    return refused != 0 && clock.getAsLong() < refused ? "unreachable" : "fit";
  }

  /**
   * An error.
   *
   * @return whether that is one too many
   */
  boolean failed(Health.Passive passive) {
    if (ejected()) {
      return trial;
    }
    return errors.incrementAndGet() >= Math.max(1, passive.consecutiveErrors() / (1 + ejections()));
  }

  /**
   * Takes it out, for longer than the time before if that was lately.
   *
   * @return whether that is news: several loops may find the same at the same time
   */
  synchronized boolean eject(Health.Passive passive) {
    if (ejected() && !trial) {
      return false;
    }
    int times = Math.min(ejections() + 1, LONGEST_GROWTH);
    errors.set(0);
    answers = 0;
    latency = 0;
    trial = false;
    ejections = times;
    forgetNanos = passive.baseEjectionMillis() * 1_000_000L;
    ejectedUntil.set(clock.getAsLong() + forgetNanos * times);
    return true;
  }
}
