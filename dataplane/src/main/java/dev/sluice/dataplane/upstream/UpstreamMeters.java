package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.Tally.Event;
import dev.sluice.snapshot.id.ServicePort;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of upstreams, read from them when somebody asks: between two looks there is no object
 * for a series. All have endpoints to show; the rest is shown where there is a circuit breaker or a
 * limit, and of events those that there have been. On any thread but event loops, for some thousand
 * upstreams take a while.
 */
final class UpstreamMeters implements MultiCollector {
  private final Supplier<List<Upstream>> alive;

  /**
   * @param alive those of a Service port in the order in which they were made
   */
  UpstreamMeters(Supplier<List<Upstream>> alive) {
    this.alive = alive;
  }

  private record Shown(Upstream upstream, Labels labels) {}

  private record Series(Event event, @Nullable String result) {}

  @Override
  public MetricSnapshots collect() {
    // Two that differ only in whom they trust have the same labels: the later one is in use.
    Map<Labels, Shown> byLabels = new LinkedHashMap<>();
    Map<ServicePort, Tally> tallies = new LinkedHashMap<>();
    for (Upstream each : alive.get()) {
      if (each.shows()) {
        ServicePort port = each.id().servicePort();
        Labels labels = Labels.of("upstream", port.toString(), "protocol", each.id().spoken());
        byLabels.put(labels, new Shown(each, labels));
        tallies.put(port, each.tally());
      }
    }
    MetricSnapshots.Builder page = MetricSnapshots.builder();
    gauges(page, byLabels.values());
    events(page, tallies);
    return page.build();
  }

  private static void gauges(MetricSnapshots.Builder page, Collection<Shown> all) {
    gauge(page, "endpoints", "Endpoints", all, of -> of.health().size());
    gauge(
        page,
        "endpoints_unfit",
        "Endpoints that are ejected or fail their probes",
        all,
        of -> of.health().values().stream().filter(each -> !each.fit()).count());
    List<Shown> breaking =
        all.stream().filter(each -> !each.upstream().treatments().circuits().isEmpty()).toList();
    gauge(
        page,
        "circuits_open",
        "Circuit breakers that are not closed",
        breaking,
        of -> circuits(of, state -> state != Breaker.State.CLOSED));
    gauge(
        page,
        "circuits_half_open",
        "Circuit breakers that let requests go on trial",
        breaking,
        of -> circuits(of, state -> state == Breaker.State.HALF_OPEN));
    List<Shown> limited =
        all.stream().filter(each -> !each.upstream().treatments().limits().isEmpty()).toList();
    gauge(
        page,
        "concurrency_limit",
        "Requests that limits of concurrency allow at a time, all limits together; 0: any number",
        limited,
        of -> sum(of, UpstreamState.LimitState::limit));
    gauge(
        page,
        "concurrency_active",
        "Requests under way that a limit of concurrency has let go",
        limited,
        of -> sum(of, UpstreamState.LimitState::active));
    gauge(
        page,
        "concurrency_pending",
        "Requests that wait for a limit of concurrency",
        limited,
        of -> sum(of, UpstreamState.LimitState::pending));
  }

  private static long circuits(Upstream of, Predicate<Breaker.State> in) {
    return of.treatments().circuits().stream().filter(each -> in.test(each.state())).count();
  }

  private static int sum(Upstream of, ToIntFunction<UpstreamState.LimitState> what) {
    return of.treatments().limits().stream().map(Bulkhead::shown).mapToInt(what).sum();
  }

  private static void gauge(
      MetricSnapshots.Builder page,
      String name,
      String help,
      Collection<Shown> all,
      ToDoubleFunction<Upstream> value) {
    gauge(page, name, help, all, Shown::labels, each -> value.applyAsDouble(each.upstream()));
  }

  private static <T> void gauge(
      MetricSnapshots.Builder page,
      String name,
      String help,
      Collection<T> all,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(named(name)).help(help);
    for (T each : all) {
      gauge.dataPoint(
          new GaugeDataPointSnapshot(value.applyAsDouble(each), labels.apply(each), null));
    }
    if (!all.isEmpty()) {
      page.metricSnapshot(gauge.build());
    }
  }

  private static void events(MetricSnapshots.Builder page, Map<ServicePort, Tally> tallies) {
    gauge(
        page,
        "connections",
        "Connections to endpoints that are open",
        tallies.entrySet().stream().filter(of -> of.getValue().of(Event.CONNECTED) > 0).toList(),
        of -> labels(of.getKey(), null),
        of -> of.getValue().open());
    counter(
        page,
        "connects",
        "Connections to endpoints that were begun, by what became of them",
        tallies,
        new Series(Event.CONNECTED, "ok"),
        new Series(Event.CONNECT_FAILED, "failed"),
        new Series(Event.HANDSHAKE_FAILED, "tls_failed"));
    counter(
        page,
        "retries",
        "Tries that followed another try of the same request",
        tallies,
        new Series(Event.RETRIED, null));
    counter(
        page,
        "ejections",
        "Endpoints taken out for their errors",
        tallies,
        new Series(Event.EJECTED, null));
    counter(
        page,
        "turned_away",
        "Requests not sent: an open circuit, or too many under way",
        tallies,
        new Series(Event.TURNED_AWAY, null));
    counter(
        page,
        "hedges",
        "Second requests sent because the first took long",
        tallies,
        new Series(Event.HEDGED, null));
    counter(
        page,
        "mirrored",
        "Copies of requests, by what became of them",
        tallies,
        new Series(Event.COPY_ANSWERED, "answered"),
        new Series(Event.COPY_FAILED, "failed"),
        new Series(Event.COPY_DROPPED, "dropped"));
  }

  private static void counter(
      MetricSnapshots.Builder page,
      String name,
      String help,
      Map<ServicePort, Tally> tallies,
      Series... all) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    tallies.forEach(
        (port, tally) -> {
          for (Series series : all) {
            long count = tally.of(series.event());
            if (count > 0) {
              Labels labels = labels(port, series.result());
              points.add(new CounterDataPointSnapshot(count, labels, null, 0));
            }
          }
        });
    if (!points.isEmpty()) {
      CounterSnapshot.Builder counter = CounterSnapshot.builder().name(named(name)).help(help);
      points.forEach(counter::dataPoint);
      page.metricSnapshot(counter.build());
    }
  }

  private static Labels labels(ServicePort port, @Nullable String result) {
    return result == null
        ? Labels.of("upstream", port.toString())
        : Labels.of("upstream", port.toString(), "result", result);
  }

  private static String named(String name) {
    return "sluice_upstream_" + name;
  }
}
