package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradientTest {
  private static final long MILLI = 1_000_000;

  private static void run(Gradient gradient, long nanos, int times) {
    for (int i = 0; i < times; i++) {
      gradient.sample(nanos, gradient.limit());
    }
  }

  @Test
  void it_grows_while_latency_stays() {
    Gradient gradient = new Gradient(200);
    run(gradient, MILLI, 2_000);
    assertThat(gradient.limit()).isEqualTo(200);
  }

  @Test
  void it_shrinks_when_latency_rises() {
    Gradient gradient = new Gradient(200);
    run(gradient, MILLI, 2_000);
    run(gradient, 20 * MILLI, 60);
    assertThat(gradient.limit()).isLessThan(100).isGreaterThanOrEqualTo(4);
  }

  @Test
  void it_recovers() {
    Gradient gradient = new Gradient(200);
    run(gradient, MILLI, 2_000);
    run(gradient, 20 * MILLI, 60);
    run(gradient, MILLI, 2_000);
    assertThat(gradient.limit()).isEqualTo(200);
  }

  @Test
  void where_it_is_not_used_it_learns_nothing() {
    Gradient gradient = new Gradient(200);
    int before = gradient.limit();
    for (int i = 0; i < 1_000; i++) {
      gradient.sample(MILLI, 1);
    }
    assertThat(gradient.limit()).isEqualTo(before);
  }
}
