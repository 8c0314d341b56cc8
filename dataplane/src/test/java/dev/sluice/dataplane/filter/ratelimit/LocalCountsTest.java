package dev.sluice.dataplane.filter.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalCountsTest {
  private static final Gcra TEN_A_MINUTE = Gcra.of(10, TimeUnit.MINUTES.toNanos(1), 10, 1, false);

  private final DebtBudget budget = new DebtBudget(64 << 20);
  private final LocalCounts counts = new LocalCounts(budget);
  private final KeyHash hash = new KeyHash(1, 2);

  private long key(long number) {
    byte[] bytes = Long.toString(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return hash.of(bytes, bytes.length);
  }

  private boolean passes(long key, long now) {
    return counts.take(TEN_A_MINUTE, key, TEN_A_MINUTE.increment(), TEN_A_MINUTE.increment(), now)
        >= 0;
  }

  @Test
  void each_key_has_its_own_count() {
    for (int i = 0; i < 10; i++) {
      assertThat(passes(key(1), 0)).isTrue();
    }
    assertThat(passes(key(1), 0)).isFalse();
    assertThat(passes(key(2), 0)).isTrue();
    assertThat(passes(key(1), TEN_A_MINUTE.increment())).isTrue();
    assertThat(passes(key(1), TEN_A_MINUTE.increment())).isFalse();
  }

  @Test
  void what_is_given_back_can_be_taken_again() {
    for (int i = 0; i < 10; i++) {
      passes(key(1), 0);
    }
    counts.charge(TEN_A_MINUTE, key(1), -TEN_A_MINUTE.increment(), 0);
    assertThat(passes(key(1), 0)).isTrue();
    assertThat(passes(key(1), 0)).isFalse();
  }

  @Test
  void another_rate_finds_the_same_share_used_up() {
    for (int i = 0; i < 5; i++) {
      passes(key(1), 0);
    }
    Gcra hundred = Gcra.of(100, TimeUnit.MINUTES.toNanos(1), 100, 1, false);
    assertThat(counts.take(hundred, key(1), hundred.increment(), hundred.increment(), 0))
        .isEqualTo(TimeUnit.SECONDS.toNanos(30) + hundred.increment());
  }

  @Test
  void growing_and_shrinking_keep_every_count() {
    for (int i = 0; i < 10; i++) {
      passes(key(-1), 0);
    }
    for (int i = 0; i < 40_000; i++) {
      passes(key(i), 0);
    }
    assertThat(counts.sets()).isEqualTo(LocalCounts.MOST_SETS);
    assertThat(budget.forgotten.sum()).isZero();
    assertThat(passes(key(-1), 0)).isFalse();
    counts.tidy(1);
    assertThat(counts.before()).isNull();
    assertThat(counts.sets()).isEqualTo(LocalCounts.MOST_SETS);
    // A second before the full one is over, all others are.
    long late = TimeUnit.SECONDS.toNanos(59);
    for (int i = 0; i < 4; i++) {
      counts.tidy(late);
    }
    assertThat(counts.sets()).isEqualTo(LocalCounts.LEAST_SETS);
    assertThat(budget.used()).isZero();
    assertThat(counts.take(TEN_A_MINUTE, key(-1), 0, 0, late))
        .isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void a_million_subjects_take_no_more_memory_and_free_nobody_of_a_greater_debt() {
    int full = 1_000;
    for (int i = 1; i <= full; i++) {
      while (passes(key(-i), 0)) {
        // until it is used up
      }
    }
    for (int i = 0; i < 1_000_000; i++) {
      passes(key(i), 0);
    }
    assertThat(counts.sets()).isEqualTo(LocalCounts.MOST_SETS);
    assertThat(budget.used()).isLessThan(DebtTable.bytes(LocalCounts.MOST_SETS));
    assertThat(budget.forgotten.sum()).isPositive();
    for (int i = 1; i <= full; i++) {
      assertThat(passes(key(-i), 0)).isFalse();
    }
  }

  @Test
  void tables_do_not_outgrow_their_budget() {
    DebtBudget small = new DebtBudget(DebtTable.bytes(LocalCounts.LEAST_SETS * 8));
    LocalCounts tight = new LocalCounts(small);
    for (int i = 0; i < 100_000; i++) {
      tight.take(TEN_A_MINUTE, key(i), TEN_A_MINUTE.increment(), TEN_A_MINUTE.increment(), 0);
    }
    assertThat(tight.sets()).isEqualTo(LocalCounts.LEAST_SETS * 8);
    tight.drop();
    assertThat(small.used()).isZero();
  }

  @Test
  void threads_together_pass_exactly_what_one_would() throws Exception {
    int threads = 4;
    int keys = 50;
    AtomicLong passed = new AtomicLong();
    // All know their keys beforehand: what is counted while a table grows is another test's.
    for (int k = 0; k < keys; k++) {
      counts.take(TEN_A_MINUTE, key(k), 0, 0, 0);
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int i = 0; i < 20_000; i++) {
                  if (passes(key(ThreadLocalRandom.current().nextInt(keys)), 0)) {
                    passed.incrementAndGet();
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    start.countDown();
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(passed.get()).isEqualTo(keys * 10L);
  }

  @Test
  void a_flood_of_new_keys_on_all_threads_frees_nobody() throws Exception {
    for (int i = 0; i < 10; i++) {
      passes(key(-1), 0);
    }
    AtomicLong passed = new AtomicLong();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int base = t * 100_000;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  passes(key(base + i), 0);
                  if (passes(key(-1), 0)) {
                    passed.incrementAndGet();
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    // Each growth may let one request through on each thread.
    assertThat(passed.get()).isLessThanOrEqualTo(16);
  }
}
