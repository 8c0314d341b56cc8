package dev.sluice.dataplane.filter.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class GcraTest {
  /** A request: how long after the one before, how far the clock steps, and what it costs. */
  record Step(long after, long clock, long cost) {}

  record Rate(long requests, long period, long capacity) {
    Gcra gcra() {
      return Gcra.of(requests, period, capacity, 1, false);
    }
  }

  @Provide
  Arbitrary<Rate> rates() {
    Arbitrary<Long> periods =
        Arbitraries.longs().between(1, TimeUnit.DAYS.toSeconds(31)).map(TimeUnit.SECONDS::toNanos);
    return Combinators.combine(
            Arbitraries.longs().between(1, 1_000_000), periods, Arbitraries.longs().between(1, 500))
        .as(Rate::new);
  }

  private static Arbitrary<Step> step(long most, long back, long ahead) {
    return Combinators.combine(
            Arbitraries.longs().between(0, most),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(0L)),
                Tuple.of(1, Arbitraries.longs().between(back, ahead))),
            Arbitraries.longs().between(0, 4))
        .as(Step::new);
  }

  @Provide
  Arbitrary<List<Step>> steady() {
    return step(2_000_000_000L, 0, 0).list().ofMinSize(1).ofMaxSize(200);
  }

  @Provide
  Arbitrary<List<Step>> stepping() {
    return step(2_000_000_000L, -3_600_000_000_000L, 0).list().ofMinSize(1).ofMaxSize(200);
  }

  /** A bucket that leaks, in exact fractions of a request: level × period, as big integers. */
  private static final class Bucket {
    private final BigInteger requests;
    private final BigInteger period;
    private final BigInteger most;
    private BigInteger level = BigInteger.ZERO;
    private long at;

    Bucket(Gcra rate) {
      // The rate as it is enforced: one request every increment.
      requests = BigInteger.ONE;
      period = BigInteger.valueOf(rate.increment());
      most = BigInteger.valueOf(rate.tolerance());
    }

    boolean pour(long cost, long now) {
      BigInteger leaked = BigInteger.valueOf(now - at).multiply(requests);
      // A clock that steps back makes the bucket fuller, never fuller than full.
      level = level.subtract(leaked).max(BigInteger.ZERO).min(most);
      at = now;
      BigInteger with = level.add(BigInteger.valueOf(cost).multiply(period));
      if (with.compareTo(most) > 0) {
        return false;
      }
      level = with;
      return true;
    }
  }

  @Property(tries = 500)
  void it_lets_pass_what_a_leaking_bucket_lets_pass(
      @ForAll("rates") Rate rate, @ForAll("steady") List<Step> steps) {
    agrees(rate, steps);
  }

  @Property(tries = 500)
  void it_does_so_when_the_clock_steps_back(
      @ForAll("rates") Rate rate, @ForAll("stepping") List<Step> steps) {
    agrees(rate, steps);
  }

  private static void agrees(Rate rate, List<Step> steps) {
    Gcra gcra = rate.gcra();
    Bucket bucket = new Bucket(gcra);
    long arrival = 0;
    long now = 0;
    for (Step step : steps) {
      now += step.after + step.clock;
      long debt = gcra.debt(arrival, now);
      long increment = gcra.increment(step.cost);
      boolean passes = gcra.passes(debt, increment);
      // Neither side remembers a negative time: both see the clock of this request.
      arrival = now + debt + (passes ? increment : 0);
      assertThat(passes).isEqualTo(bucket.pour(step.cost, now));
      assertThat(gcra.wait(debt, increment) == 0).isEqualTo(passes);
    }
  }

  @Property(tries = 500)
  void no_window_of_real_time_holds_more_than_the_rate_and_its_burst(
      @ForAll("rates") Rate rate, @ForAll("stepping") List<Step> steps) {
    Gcra gcra = rate.gcra();
    long arrival = 0;
    long real = 0;
    long clock = 0;
    ArrayDeque<long[]> passed = new ArrayDeque<>();
    List<long[]> all = new ArrayList<>();
    for (Step step : steps) {
      real += step.after;
      clock += step.after + step.clock;
      long debt = gcra.debt(arrival, clock);
      long increment = gcra.increment(step.cost);
      if (gcra.passes(debt, increment)) {
        arrival = clock + debt + increment;
        passed.add(new long[] {real, step.cost});
        all.add(new long[] {real, step.cost});
      }
    }
    for (int from = 0; from < all.size(); from++) {
      long cost = 0;
      for (int to = from; to < all.size(); to++) {
        cost += all.get(to)[1];
        long window = all.get(to)[0] - all.get(from)[0];
        assertThat(cost).isLessThanOrEqualTo(rate.capacity + window / gcra.increment());
      }
    }
  }

  @Test
  void what_remains_is_what_passes() {
    Gcra gcra = Gcra.of(100, TimeUnit.MINUTES.toNanos(1), 20, 1, false);
    assertThat(gcra.increment()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(600));
    assertThat(gcra.remaining(0)).isEqualTo(20);
    assertThat(gcra.remaining(gcra.increment(20))).isZero();
    assertThat(gcra.wait(gcra.increment(20), gcra.increment(1))).isEqualTo(gcra.increment());
  }

  @Test
  void a_share_is_rounded_down_in_rate_and_never_empty() {
    Gcra share = Gcra.of(100, TimeUnit.SECONDS.toNanos(1), 2, 3, false);
    assertThat(share.increment()).isEqualTo(30_000_000);
    assertThat(share.tolerance()).isEqualTo(30_000_000);
    assertThat(Gcra.of(3, 1_000_000_000, 1, 1, false).increment()).isEqualTo(333_333_334);
  }

  @Test
  void the_largest_rates_stay_within_a_long() {
    Gcra month = Gcra.of(1, TimeUnit.DAYS.toNanos(31), 1_000_000_000, 1_000, true);
    assertThat(month.tolerance()).isEqualTo(Gcra.MOST);
    assertThat(month.increment(Long.MAX_VALUE)).isGreaterThan(Gcra.MOST);
    assertThat(month.passes(0, month.increment(Long.MAX_VALUE))).isFalse();
    assertThat(Gcra.of(1_000_000_000, 1_000_000_000, 1, 1, false).increment()).isEqualTo(1);
  }
}
