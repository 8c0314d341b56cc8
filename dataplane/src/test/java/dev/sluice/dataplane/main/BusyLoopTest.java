package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change waits for before it is served, while an event loop is busy with something else. */
final class BusyLoopTest {
  private static final ServicePort PORT = new ServicePort("test", "service", 80);

  private Running running;
  private final CountDownLatch busy = new CountDownLatch(1);
  private PersistentMap<EntryKey, Entry> entries = PersistentMap.of();
  private int revisions;

  @BeforeEach
  void start() throws Exception {
    running = new Running(java.time.Duration.ZERO, 2);
    put(answer("one"));
    put(new Endpoints(PORT, List.of(new Endpoint("127.0.0.1", 9))));
    put(route("b", new Proxy(List.of(new Proxy.Backend(upstream(), 1, true)))));
    await(apply());
  }

  @AfterEach
  void stop() throws Exception {
    busy.countDown();
    running.close();
  }

  @Test
  void a_change_that_brings_no_endpoints_is_served_at_once_and_acked_when_all_have_passed_it()
      throws Exception {
    put(answer("two"));
    occupy();
    Future<Map<EntryKey, String>> applied = apply();
    assertThat(serving()).isEqualTo(revisions);
    assertThat(applied.isComplete()).isFalse();
    busy.countDown();
    await(applied);
  }

  @Test
  void a_change_that_brings_endpoints_is_not_served_before_every_loop_has_them() throws Exception {
    put(new Endpoints(PORT, List.of(new Endpoint("127.0.0.1", 10))));
    put(answer("two"));
    occupy();
    Future<Map<EntryKey, String>> applied = apply();
    assertThat(serving()).isEqualTo(revisions - 1);
    busy.countDown();
    await(applied);
    assertThat(serving()).isEqualTo(revisions);
  }

  @Test
  void what_was_given_to_the_loops_once_is_not_waited_for_again() throws Exception {
    put(new Endpoints(PORT, List.of(new Endpoint("127.0.0.1", 10))));
    await(apply());
    put(answer("two"));
    occupy();
    Future<Map<EntryKey, String>> applied = apply();
    assertThat(serving()).isEqualTo(revisions);
    busy.countDown();
    await(applied);
  }

  /** All of them, until the test lets them go. */
  private void occupy() throws Exception {
    for (EventExecutor loop : ((VertxInternal) running.plane.vertx).nettyEventLoopGroup()) {
      CountDownLatch occupied = new CountDownLatch(1);
      loop.execute(
          () -> {
            occupied.countDown();
            try {
              busy.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertThat(occupied.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Future<Map<EntryKey, String>> apply() {
    revisions++;
    return running.plane.apply(
        new RoutingSnapshot(new Revision("%064x".formatted(revisions)), entries));
  }

  private int serving() {
    return Integer.parseInt(running.plane.inService.serving().revision().hex(), 16);
  }

  private void put(Entry entry) {
    entries = entries.with(entry.key(), entry);
  }

  private static Entry answer(String body) {
    return route("a", new Respond(200, List.of(), body));
  }

  private static Entry route(String name, Action action) {
    return Running.route(name + ".test", Running.rule("r", new PathMatch.Prefix("/r"), action));
  }

  private static UpstreamId upstream() {
    return new UpstreamId(PORT, Protocol.HTTP1);
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
