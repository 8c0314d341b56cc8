package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the endpoints of one upstream, again and again, whether they are well. Lives as long as a
 * rule wants it; then all of them are well, for nobody says otherwise. One for each data plane, on
 * one event loop.
 */
final class Prober {
  private final Vertx vertx;
  private final Health.Active config;
  private final WeakReference<Upstream> upstream;
  private @Nullable Probes probes;
  private @Nullable ClientTls tls;
  private final Map<Endpoint, Streak> streaks = new HashMap<>();

  /** The rules that want it. */
  private final Set<Treatment> users =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private static final class Streak {
    private boolean well = true;
    private boolean asked;
    private int other;
  }

  Prober(Vertx vertx, Health.Active config, Upstream upstream) {
    this.vertx = vertx;
    this.config = config;
    this.upstream = new WeakReference<>(upstream);
  }

  void wantedBy(Treatment treatment) {
    users.add(treatment);
  }

  void start() {
    vertx.runOnContext(v -> round());
  }

  private void round() {
    Upstream of = upstream.get();
    if (of == null || users.isEmpty()) {
      if (of != null) {
        of.treatments().forget(config);
        of.health().values().forEach(each -> each.probed(true));
        of.judge();
      }
      close();
      return;
    }
    @Nullable Probes by = probes(of);
    Map<Endpoint, EndpointHealth> all = of.health();
    streaks.keySet().retainAll(new HashSet<>(all.keySet()));
    all.forEach((endpoint, health) -> ask(of, by, endpoint, health));
    vertx.setTimer(config.intervalMillis(), id -> round());
  }

  /** With the certificates of just now. Null: there are none, though the endpoints need some. */
  private @Nullable Probes probes(Upstream of) {
    @Nullable ClientTls now = of.tls();
    if (now == null && of.id().tls() != null) {
      close();
    } else if (probes == null || now != tls) {
      close();
      tls = now;
      probes = new Probes(vertx, config, of.id().protocol(), now);
    }
    return probes;
  }

  private void close() {
    if (probes != null) {
      probes.close();
      probes = null;
    }
  }

  private void ask(Upstream of, @Nullable Probes by, Endpoint endpoint, EndpointHealth health) {
    Streak streak = streaks.computeIfAbsent(endpoint, key -> new Streak());
    if (streak.asked) {
      return;
    }
    streak.asked = true;
    Future<Boolean> answer = by == null ? Future.succeededFuture(false) : by.ask(endpoint);
    answer.onComplete(
        result -> {
          streak.asked = false;
          heard(of, health, streak, result.succeeded() && result.result());
        });
  }

  private void heard(Upstream of, EndpointHealth health, Streak streak, boolean well) {
    if (well == streak.well) {
      streak.other = 0;
    } else if (++streak.other >= (well ? config.healthy() : config.unhealthy())) {
      streak.well = well;
      streak.other = 0;
      health.probed(well);
      of.judge();
    }
  }
}
