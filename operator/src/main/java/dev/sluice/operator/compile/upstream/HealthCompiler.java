package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.ActiveHealthSpec;
import dev.sluice.crds.v1alpha1.HealthSpec;
import dev.sluice.crds.v1alpha1.HttpProbeSpec;
import dev.sluice.crds.v1alpha1.PassiveHealthSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Numbers;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Health;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code health}. */
final class HealthCompiler {
  private HealthCompiler() {}

  /** Null, and a problem, where it says nothing. */
  static @Nullable Health compile(Place place, HealthSpec spec, List<Problem> problems) {
    if (spec.passive() == null && spec.active() == null) {
      problems.add(
          place.invalid(
              "health has at least one of passive and active: write passive: {} for its defaults,"
                  + " or leave health out"));
      return null;
    }
    return new Health(
        spec.passive() == null ? null : passive(place.in("passive"), spec.passive(), problems),
        spec.active() == null ? null : active(place.in("active"), spec.active(), problems),
        Numbers.between(
            place.in("panicPercent"), spec.panicPercent(), 0, 100, Health.USUAL_PANIC, problems));
  }

  private static Health.Passive passive(
      Place place, PassiveHealthSpec spec, List<Problem> problems) {
    return new Health.Passive(
        Numbers.between(
            place.in("consecutiveErrors"), spec.consecutiveErrors(), 1, 1_000, 5, problems),
        Durations.positive(place.in("baseEjection"), spec.baseEjection(), 10_000, problems),
        Numbers.between(
            place.in("maxEjectedPercent"), spec.maxEjectedPercent(), 0, 100, 50, problems),
        spec.latencyFactor() == null
            ? 0
            : Numbers.between(
                place.in("latencyFactor"), spec.latencyFactor(), 2, 100, 2, problems));
  }

  private static Health.@Nullable Active active(
      Place place, ActiveHealthSpec spec, List<Problem> problems) {
    Health.@Nullable Probe probe = probe(place, spec, problems);
    return probe == null
        ? null
        : new Health.Active(
            probe,
            Durations.positive(place.in("interval"), spec.interval(), 10_000, problems),
            Durations.positive(place.in("timeout"), spec.timeout(), 1_000, problems),
            Numbers.between(place.in("healthy"), spec.healthy(), 1, 100, 2, problems),
            Numbers.between(place.in("unhealthy"), spec.unhealthy(), 1, 100, 3, problems));
  }

  private static Health.@Nullable Probe probe(
      Place place, ActiveHealthSpec spec, List<Problem> problems) {
    int kinds =
        (spec.http() == null ? 0 : 1)
            + (spec.grpc() == null ? 0 : 1)
            + (spec.tcp() == null ? 0 : 1);
    if (kinds != 1) {
      problems.add(
          place.invalid(
              "active is exactly one of http, grpc and tcp, such as active: {http: {path:"
                  + " /healthz}}"));
      return null;
    }
    if (spec.http() != null) {
      return http(place.in("http"), spec.http(), problems);
    }
    if (spec.grpc() != null) {
      String service = spec.grpc().service() == null ? "" : spec.grpc().service();
      return new Health.Probe(Health.Kind.GRPC, "", List.of(), service);
    }
    return new Health.Probe(Health.Kind.TCP, "", List.of(), "");
  }

  private static Health.Probe http(Place place, HttpProbeSpec spec, List<Problem> problems) {
    String path = spec.path() == null ? "/" : spec.path();
    if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == '#' || c > '~')) {
      problems.add(
          place
              .in("path")
              .invalid(
                  "'"
                      + path
                      + "': write a path that starts with '/' and has no space, such as /healthz"));
    }
    for (int i = 0; i < spec.statuses().size(); i++) {
      Numbers.between(place.in("statuses", i), spec.statuses().get(i), 200, 599, 200, problems);
    }
    return new Health.Probe(Health.Kind.HTTP, path, spec.statuses(), "");
  }
}
