package dev.sluice.dataplane.filter.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Leases leases = new Leases();
  private final Leases.Lease lease = Objects.requireNonNull(leases.of(7));
  private long now = 100 * SECOND;

  @Test
  void whoever_finds_nothing_to_ask_for_leaves_the_next_free_to_ask() {
    long first = lease.ask(1, now);
    assertThat(first).isEqualTo(1);
    // Of the batch and the request's own two, one is left over.
    assertThat(lease.granted(true, 3, 2, 0, MILLI, now)).isTrue();
    assertThat(lease.spend(2, now)).isFalse();
    assertThat(lease.ask(1, now)).as("one is there, and no more may be").isZero();
    assertThat(lease.spend(1, now)).isTrue();
    assertThat(lease.ask(1, now)).isEqualTo(1);
  }

  @Test
  void a_lease_that_is_over_is_forgotten() {
    assertThat(lease.ask(10, now)).isEqualTo(1);
    lease.failed(true);
    now += 2 * SECOND;
    leases.tidy(now);
    assertThat(leases.size()).isZero();
  }

  @Test
  void a_lease_that_is_being_asked_for_stays() {
    assertThat(lease.ask(10, now)).isEqualTo(1);
    now += 2 * SECOND;
    leases.tidy(now);
    assertThat(leases.size()).isEqualTo(1);
    assertThat(lease.ask(10, now)).as("one at a time").isZero();
  }
}
