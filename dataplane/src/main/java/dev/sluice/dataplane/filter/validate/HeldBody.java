package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.WholeBody;
import dev.sluice.snapshot.schema.BodyCheck;
import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import dev.sluice.snapshot.schema.JsonText;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** The body of one request, held as a whole until it is checked. */
final class HeldBody {
  /** Bodies up to here are mostly checked in less time than another thread takes to begin. */
  private static final int AT_ONCE = 8 << 10;

  /** What an event loop gives to one request: about a millisecond. */
  static final long STEPS_AT_ONCE = 20_000;

  private final Exchange exchange;
  private final @Nullable BodyCheck check;
  private final @Nullable Failure empty;
  private boolean waits;
  private boolean ready;

  private HeldBody(Exchange exchange, @Nullable BodyCheck check, @Nullable Failure empty) {
    this.exchange = exchange;
    this.check = check;
    this.empty = empty;
  }

  /**
   * Checks a body.
   *
   * @param empty what one of no bytes at all fails with; null: it passes
   */
  static Verdict checked(
      Exchange exchange, BodySource body, BodyCheck check, int most, @Nullable Failure empty) {
    if (exchange.request().headers().find(HeaderName.CONTENT_RANGE) >= 0) {
      exchange.fail(Failure.BODY_PARTIAL);
      return Verdict.ANSWERED;
    }
    Runnable tooLarge = () -> exchange.fail(Refusals.TOO_LARGE);
    if (body.length() > most) {
      tooLarge.run();
      return Verdict.ANSWERED;
    }
    return new HeldBody(exchange, check, empty).run(body, most, tooLarge);
  }

  /**
   * Lets a request through whose body has no bytes, which its head may not say.
   *
   * @param refuse answers where there are some
   * @param empty what one without any fails with; null: it passes
   */
  static Verdict none(
      Exchange exchange, BodySource body, Runnable refuse, @Nullable Failure empty) {
    if (body.length() > 0) {
      refuse.run();
      return Verdict.ANSWERED;
    }
    return new HeldBody(exchange, null, empty).run(body, 0, refuse);
  }

  private Verdict run(BodySource body, int most, Runnable tooLong) {
    WholeBody.of(body, most, this::whole, tooLong, exchange::fail);
    if (exchange.answered()) {
      return Verdict.ANSWERED;
    }
    waits = !ready;
    return ready ? Verdict.PASS : Verdict.LATER;
  }

  private void whole(byte[] bytes) {
    BodyCheck by = check;
    if (bytes.length == 0 || by == null) {
      if (empty != null) {
        exchange.fail(empty);
      } else {
        passed(bytes);
      }
      return;
    }
    if (bytes.length <= AT_ONCE) {
      @Nullable Runnable rest = check(by, bytes, STEPS_AT_ONCE);
      if (rest != null) {
        rest.run();
        return;
      }
    }
    ForkJoinPool.commonPool().execute(() -> elsewhere(by, bytes));
  }

  private void elsewhere(BodyCheck by, byte[] bytes) {
    Runnable rest;
    try {
      @Nullable Runnable checked = check(by, bytes, Long.MAX_VALUE);
      rest = checked == null ? () -> exchange.fail(Refusals.TOO_COMPLEX) : checked;
    } catch (RuntimeException e) {
      // Nobody waits for the thread that works: lost there, it would be lost for good.
      rest = () -> exchange.bug(e);
    }
    exchange.after(0, rest);
  }

  /** What is left to do on the event loop; null: it takes more than that many steps. */
  private @Nullable Runnable check(BodyCheck by, byte[] bytes, long steps) {
    Outcome outcome;
    try {
      outcome = by.check(bytes, steps);
    } catch (JsonText.Refused e) {
      return () -> exchange.fail(Refusals.malformed(e));
    }
    if (outcome instanceof Outcome.TooMuch) {
      return null;
    }
    return outcome instanceof Outcome.Invalid invalid
        ? () -> Refusals.invalid(exchange, invalid.violations())
        : () -> passed(bytes);
  }

  private void passed(byte[] bytes) {
    if (exchange.answered()) {
      return;
    }
    exchange.body(bytes.length == 0 ? BodySource.EMPTY : new MemoryBody(bytes));
    ready = true;
    if (waits) {
      exchange.proceed();
    }
  }
}
