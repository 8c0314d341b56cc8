package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Upstreams that fail, or have enough, are spared. */
class OverloadTest extends ToBackends {
  @Test
  void an_upstream_that_fails_is_spared_and_tried_again() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (Backend sick =
        new Backend(
            c -> {
              while (c.request() != null) {
                c.say(well.get() ? OK : UNAVAILABLE);
              }
            })) {
      serve(
          new Forwarding(
              null, null, new CircuitBreaker(50, 0, 100, 10_000, 5, 300, 1), null, null, null),
          sick);
      for (int i = 0; i < 5; i++) {
        assertThat(get()).endsWith("busy");
      }
      // On a slow machine the next one may be on trial already.
      Running.await(
          () -> {
            try {
              int spared = sick.heads.size();
              return get().contains("x-sluice-error: circuit_open") && sick.heads.size() == spared;
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      well.set(true);
      Running.await(
          () -> {
            try {
              return get().startsWith("HTTP/1.1 200 ");
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(get()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_circuit_stays_open_when_the_snapshot_changes() throws Exception {
    try (Backend sick = Backend.answering(UNAVAILABLE)) {
      Forwarding how =
          new Forwarding(
              null, null, new CircuitBreaker(50, 0, 100, 10_000, 5, 60_000, 1), null, null, null);
      serve(how, sick);
      for (int i = 0; i < 5; i++) {
        get();
      }
      running.apply(Running.endpoints(sick), Running.usual());
      serve(new Timeouts(9_000, 2_000, 60_000), how, null, sick);
      assertThat(get()).contains("x-sluice-error: circuit_open", "\r\nretry-after: ");
      assertThat(running.metric("sluice_upstream_circuits_open{")).isEqualTo(1);
      assertThat(running.metric("sluice_upstream_turned_away_total{")).isEqualTo(1);
    }
  }

  @Test
  void what_is_beyond_the_bulkhead_waits_and_what_is_beyond_that_is_turned_away() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    try (Backend slow =
        new Backend(
            c -> {
              while (c.request() != null) {
                held.incrementAndGet();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                c.say(OK);
              }
            })) {
      serve(new Forwarding(null, null, null, new Concurrency(2, 2, 0, false), null, null), slow);
      List<CompletableFuture<String>> four = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        four.add(getLater());
      }
      Running.await(() -> held.get() == 2 && running.inFlight() == 4);
      assertThat(get())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-sluice-error: overloaded", "\r\nretry-after: 1\r\n");
      assertThat(held).hasValue(2);
      release.countDown();
      for (CompletableFuture<String> each : four) {
        assertThat(each.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(held).hasValue(4);
    }
  }

  @Test
  void connections_can_be_bounded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Backend slow =
        new Backend(
            c -> {
              c.request();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              c.say(OK);
            })) {
      serve(new Forwarding(null, null, null, new Concurrency(0, 0, 1, false), null, null), slow);
      CompletableFuture<String> first = getLater();
      Running.await(() -> slow.heads.size() == 1);
      assertThat(get()).startsWith("HTTP/1.1 503 ").contains("overloaded");
      release.countDown();
      assertThat(first.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
    }
  }
}
