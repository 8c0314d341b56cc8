package dev.sluice.dataplane.store;

import dev.sluice.dataplane.filter.ratelimit.SharedCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shared counters in Redis or Valkey: a connection for each event loop, a breaker for all. */
public final class RedisStore implements SharedCounts {
  private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);

  final Vertx vertx;
  final StoreOptions options;
  final Script script = new Script();
  final Breaker breaker;
  final StoreMeters meters;
  private final Map<EventExecutor, Lane> lanes = new java.util.IdentityHashMap<>();
  private final FastThreadLocal<Lane> here = new FastThreadLocal<>();

  /** Before anything listens; it connects when it is first asked. */
  public RedisStore(Vertx vertx, StoreOptions options, MeterRegistry registry) {
    this.vertx = vertx;
    this.options = options;
    breaker =
        new Breaker(
            why -> LOG.warn("store {} does not answer: {}", options.urls(), why),
            () -> LOG.info("store {} answers again", options.urls()));
    meters = new StoreMeters(registry, () -> !breaker.open());
    VertxInternal internal = (VertxInternal) vertx;
    for (EventExecutor executor : internal.nettyEventLoopGroup()) {
      Lane lane =
          new Lane(this, internal.contextBuilder().withEventLoop((EventLoop) executor).build());
      lanes.put(executor, lane);
      executor.execute(() -> here.set(lane));
    }
  }

  @Override
  public void ask(List<Ask> asks, Consumer<long @Nullable []> then) {
    Lane lane = here.get();
    if (options.mode() != StoreOptions.Mode.CLUSTER || onePolicy(asks)) {
      lane.ask(asks, then);
    } else {
      split(lane, asks, then);
    }
  }

  private static boolean onePolicy(List<Ask> asks) {
    for (int i = 1; i < asks.size(); i++) {
      if (!asks.get(i).policy().equals(asks.get(0).policy())) {
        return false;
      }
    }
    return true;
  }

  /** The policies of a cluster may live on different nodes: one call for each, at the same time. */
  private static void split(Lane lane, List<Ask> asks, Consumer<long @Nullable []> then) {
    Map<String, List<Integer>> byPolicy = new LinkedHashMap<>();
    for (int i = 0; i < asks.size(); i++) {
      byPolicy.computeIfAbsent(asks.get(i).policy(), p -> new ArrayList<>()).add(i);
    }
    long[] debts = new long[asks.size()];
    int[] open = {byPolicy.size()};
    boolean[] failed = {false};
    for (List<Integer> places : byPolicy.values()) {
      lane.ask(
          places.stream().map(asks::get).toList(),
          part -> {
            for (int i = 0; part != null && i < part.length; i++) {
              debts[places.get(i)] = part[i];
            }
            failed[0] |= part == null;
            if (--open[0] == 0) {
              then.accept(failed[0] ? null : debts);
            }
          });
    }
  }

  /** Closes its connections, each on its loop. */
  public void close() {
    lanes.forEach((executor, lane) -> executor.execute(lane::close));
  }
}
