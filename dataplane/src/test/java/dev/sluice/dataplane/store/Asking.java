package dev.sluice.dataplane.store;

import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A data plane's store, and questions to put to it from a test's own thread. */
final class Asking implements AutoCloseable {
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Vertx vertx = Vertx.vertx(new io.vertx.core.VertxOptions().setEventLoopPoolSize(2));
  final RedisStore store;

  Asking(StoreOptions options) {
    store = new RedisStore(vertx, options, meters);
  }

  Asking(RedisServer server) {
    this(standalone(server));
  }

  static StoreOptions standalone(RedisServer server) {
    return options(StoreOptions.Mode.STANDALONE, server.url());
  }

  static StoreOptions options(StoreOptions.Mode mode, String... urls) {
    return new StoreOptions("test", List.of(urls), mode, "main", null, null, null);
  }

  /** Units of cost at that many a second, with that burst. */
  static Ask ask(Mode mode, String policy, String key, long perSecond, long burst, long cost) {
    long unit = 1_000_000_000 / perSecond;
    long need = mode == Mode.LEASE ? unit : unit * cost;
    return new Ask(mode, policy, key, need, unit * cost, unit * burst, unit * burst);
  }

  /** On the next event loop. */
  CompletableFuture<Optional<long[]>> ask(Ask... asks) {
    CompletableFuture<Optional<long[]>> answer = new CompletableFuture<>();
    ((VertxInternal) vertx)
        .nettyEventLoopGroup()
        .next()
        .execute(
            () -> store.ask(List.of(asks), debts -> answer.complete(Optional.ofNullable(debts))));
    return answer;
  }

  /** Whether it answered in time. */
  boolean answers() {
    return ask(ask(Mode.ALONE, "p/answers", "k", 1_000_000, 1_000_000, 1)).join().isPresent();
  }

  /** Waits until the store is connected on every loop. */
  Asking ready() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int row = 0;
    while (row < 8) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the store does not answer");
      }
      row = answers() ? row + 1 : 0;
    }
    return this;
  }

  double failures(String reason) {
    return meters.get("sluice.store.failures").tag("reason", reason).counter().count();
  }

  @Override
  public void close() {
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
