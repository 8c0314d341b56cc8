package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Retry;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final int DRAWS = 10_000;

  private static LongSummaryStatistics pauses(long initial, long max, int number) {
    Retry retry = new Retry(10, List.of(), List.of(), List.of(), initial, max, 20, 0);
    Random random = new Random(number);
    return LongStream.generate(() -> Retries.pauseMillis(retry, number, random))
        .limit(DRAWS)
        .summaryStatistics();
  }

  @Test
  void pauses_double_up_to_the_longest_and_are_spread_over_all_of_it() {
    long[] longest = {25, 50, 100, 200, 250, 250, 250};
    for (int i = 0; i < longest.length; i++) {
      LongSummaryStatistics of = pauses(25, 250, i + 1);
      assertThat(of.getMin()).isZero();
      assertThat(of.getMax()).isEqualTo(longest[i]);
      assertThat(of.getAverage()).isBetween(0.47 * longest[i], 0.53 * longest[i]);
    }
  }

  @Test
  void a_rule_may_ask_for_no_pause() {
    assertThat(pauses(0, 0, 1).getMax()).isZero();
  }
}
