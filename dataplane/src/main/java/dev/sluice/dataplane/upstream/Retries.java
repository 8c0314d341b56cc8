package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.upstream.Retry;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What a call has left of the retries that its rule allows. The budget is the upstream's: retries
 * may be a share of the calls under way, so that they never multiply an outage.
 */
final class Retries {
  /** So that a quiet upstream has retries at all. */
  private static final int FEW = 3;

  private static final HeaderName RETRY_AFTER = HeaderName.of("retry-after");

  private final Retry config;
  private final Upstream upstream;
  private int done;
  private boolean counted;
  private boolean over;

  Retries(Retry config, Upstream upstream) {
    this.config = config;
    this.upstream = upstream;
    upstream.live.incrementAndGet();
  }

  boolean allows(String method) {
    return config.methods().contains(method);
  }

  boolean wants(int status) {
    return status >= 400 && config.statuses().contains(status);
  }

  /** Takes one for a failure, where there is one. */
  boolean after(Retry.On failure, boolean allowed) {
    return allowed && config.on().contains(failure) && take();
  }

  /** Takes one for an answer, where there is one. */
  boolean after(int status, String method) {
    return wants(status) && allows(method) && take();
  }

  private boolean take() {
    if (done >= config.attempts()) {
      return false;
    }
    if (!counted) {
      int most = Math.max(FEW, upstream.live.get() * config.budgetPercent() / 100);
      if (upstream.retrying.incrementAndGet() > most) {
        upstream.retrying.decrementAndGet();
        return false;
      }
      counted = true;
    }
    done++;
    return true;
  }

  /** Runs the next one after a pause; never within this call. */
  void pause(long atLeastMillis, EventExecutor executor, Runnable next) {
    long pause = Math.max(atLeastMillis, pauseMillis(config, done, ThreadLocalRandom.current()));
    if (pause == 0) {
      executor.execute(next);
    } else {
      executor.schedule(next, pause, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Exponential, with full jitter.
   *
   * @param number of the retry, from 1 on
   */
  static long pauseMillis(Retry config, int number, RandomGenerator random) {
    long longest =
        Math.min(
            config.maxMillis(), config.initialMillis() << Math.min(20, Math.max(0, number - 1)));
    return longest == 0 ? 0 : random.nextLong(longest + 1);
  }

  /**
   * How long the answer asks to wait (RFC 9110 §10.2.3), in ms; -1: for longer than this rule
   * waits. A date is longer.
   */
  long retryAfter(ResponseHead head) {
    String text = head.headers().value(RETRY_AFTER);
    if (text == null) {
      return 0;
    }
    if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long millis = Long.parseLong(text) * 1_000;
    return millis <= config.maxMillis() ? millis : -1;
  }

  /** The call is over. */
  void end() {
    if (!over) {
      over = true;
      upstream.live.decrementAndGet();
      if (counted) {
        upstream.retrying.decrementAndGet();
      }
    }
  }
}
