package dev.sluice.dataplane.upstream;

import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Our circuit breaker beside vertx-circuit-breaker, each asked and answered on an event loop, as
 * the request path does. Run with -prof gc.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BreakerBench {
  private static final int TIMES = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Breaker ours =
      new Breaker(
          new dev.sluice.snapshot.upstream.CircuitBreaker(50, 0, 100, 10_000, 20, 5_000, 5));

  /** Its timer for each request is switched off: that alone would cost more than the rest. */
  private final io.vertx.circuitbreaker.CircuitBreaker theirs =
      io.vertx.circuitbreaker.CircuitBreaker.create(
          "bench", vertx, new CircuitBreakerOptions().setTimeout(-1));

  @TearDown
  public void tearDown() {
    vertx.close();
  }

  private void onLoop(Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.runOnContext(
        v -> {
          work.run();
          done.countDown();
        });
    done.await();
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void ours() throws InterruptedException {
    onLoop(
        () -> {
          for (int i = 0; i < TIMES; i++) {
            long now = UpstreamLoop.now();
            Breaker.Entry entry = ours.admits(now);
            if (entry != Breaker.Entry.REFUSED) {
              ours.done(entry, now, 1_000_000, false, true);
            }
          }
        });
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void vertxCircuitBreaker() throws InterruptedException {
    onLoop(
        () -> {
          for (int i = 0; i < TIMES; i++) {
            theirs.<Void>execute(Promise::complete);
          }
        });
  }
}
