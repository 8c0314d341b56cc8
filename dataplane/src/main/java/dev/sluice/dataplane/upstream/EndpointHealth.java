package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Health;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of one endpoint of an upstream, by all event loops together; kept while the
 * endpoint stays. All threads. Times are {@link UpstreamLoop#now()}'s.
 */
final class EndpointHealth {
  private static final int LONGEST_GROWTH = 10;
  private static final int SMOOTH = 16;
  private static final long REFUSED_NANOS = 1_000_000_000L;

  /** Requests under way. */
  final AtomicInteger active = new AtomicInteger();

  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicInteger ejections = new AtomicInteger();

  /** Until then it gets no request; 0: it is in. */
  private final AtomicLong ejectedUntil = new AtomicLong();

  /** Until then others are asked first, for no connection could be made; 0: nothing of that. */
  private volatile long refusedUntil;

  /** Of answers' heads, smoothed, in ns; what two threads say at once may lose one of them. */
  private volatile long latency;

  private volatile int answers;
  private final long since;
  private volatile boolean failsProbes;

  EndpointHealth(long since) {
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
      if (UpstreamLoop.now() < refused) {
        return false;
      }
      refusedUntil = 0;
    }
    long until = ejectedUntil.get();
    if (until == 0 || panic) {
      return true;
    }
    long now = UpstreamLoop.now();
    // A trial whose outcome is never told must not keep it out for ever.
    return now >= until && ejectedUntil.compareAndSet(until, now + 1_000_000_000L);
  }

  /** Whether it would be admitted, without going on trial. */
  boolean fit() {
    long until = ejectedUntil.get();
    long refused = refusedUntil;
    return !failsProbes
        && (refused == 0 || UpstreamLoop.now() >= refused)
        && (until == 0 || UpstreamLoop.now() >= until);
  }

  /** It could not be reached. For a second that need not be found out again by each request. */
  void refused() {
    refusedUntil = UpstreamLoop.now() + REFUSED_NANOS;
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
    if (ejectedUntil.get() != 0) {
      ejectedUntil.set(0);
      errors.set(0);
      return true;
    }
    if (ejections.get() != 0) {
      ejections.set(0);
    }
    return false;
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

  int ejections() {
    return ejections.get();
  }

  /** In a word, for people. */
  String state() {
    if (failsProbes) {
      return "unhealthy";
    }
    long until = ejectedUntil.get();
    if (until != 0) {
      return UpstreamLoop.now() < until ? "ejected" : "trial";
    }
    long refused = refusedUntil;
    return refused != 0 && UpstreamLoop.now() < refused ? "unreachable" : "fit";
  }

  /**
   * An error.
   *
   * @return whether that is one too many
   */
  boolean failed(Health.Passive passive) {
    return errors.incrementAndGet() >= passive.consecutiveErrors() || ejectedUntil.get() != 0;
  }

  /** Takes it out, for longer each time in a row. */
  void eject(Health.Passive passive) {
    int times = Math.min(ejections.incrementAndGet(), LONGEST_GROWTH);
    errors.set(0);
    answers = 0;
    latency = 0;
    ejectedUntil.set(UpstreamLoop.now() + passive.baseEjectionMillis() * times * 1_000_000L);
  }
}
