package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.HashKeySpec;
import dev.sluice.crds.v1alpha1.LoadBalancerSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Balancing.Algorithm;
import dev.sluice.snapshot.upstream.Balancing.HashBy;
import dev.sluice.snapshot.upstream.Balancing.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles {@code loadBalancer}. */
final class BalancingCompiler {
  private BalancingCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  static @Nullable Balancing compile(Place place, LoadBalancerSpec spec, List<Problem> problems) {
    int before = problems.size();
    if (count(spec.roundRobin(), spec.leastRequest(), spec.random(), spec.hash()) > 1) {
      problems.add(
          place.invalid(
              "it has at most one of roundRobin, leastRequest, random and hash, such as"
                  + " loadBalancer: {leastRequest: {}}"));
    }
    List<HashBy> hash = new ArrayList<>();
    if (spec.hash() != null) {
      Place by = place.in("hash");
      if (spec.hash().by().isEmpty()) {
        problems.add(by.in("by").invalid("it needs a value to hash, such as by: [{source: {}}]"));
      }
      for (int i = 0; i < spec.hash().by().size(); i++) {
        HashBy key = key(by.in("by", i), spec.hash().by().get(i), problems);
        if (key != null) {
          hash.add(key);
        }
      }
    }
    long slowStart = Durations.positive(place.in("slowStart"), spec.slowStart(), 0, problems);
    if (spec.hash() != null && slowStart > 0) {
      problems.add(
          place
              .in("slowStart")
              .invalid(
                  "with hash the value alone decides: leave slowStart out, or write another"
                      + " algorithm"));
    }
    Balancing.Affinity affinity =
        spec.affinity() == null
            ? null
            : AffinityCompiler.compile(place.in("affinity"), spec.affinity(), problems);
    return problems.size() > before
        ? null
        : new Balancing(
            algorithm(spec),
            hash,
            affinity,
            slowStart,
            spec.zoneAware() == null || spec.zoneAware());
  }

  private static Algorithm algorithm(LoadBalancerSpec spec) {
    if (spec.hash() != null) {
      return Algorithm.HASH;
    }
    if (spec.leastRequest() != null) {
      return Algorithm.LEAST_REQUEST;
    }
    return spec.random() != null ? Algorithm.RANDOM : Algorithm.ROUND_ROBIN;
  }

  private static @Nullable HashBy key(Place place, HashKeySpec spec, List<Problem> problems) {
    if (count(spec.header(), spec.cookie(), spec.query(), spec.source(), spec.path()) != 1) {
      problems.add(
          place.invalid(
              "a value to hash is exactly one of header, cookie, query, source and path, such as"
                  + " {header: x-user}; for several write several items"));
      return null;
    }
    if (spec.header() != null) {
      return named(
          place.in("header"), Source.HEADER, spec.header().toLowerCase(Locale.ROOT), problems);
    }
    if (spec.cookie() != null) {
      return named(place.in("cookie"), Source.COOKIE, spec.cookie(), problems);
    }
    if (spec.query() != null) {
      return named(place.in("query"), Source.QUERY, spec.query(), problems);
    }
    return new HashBy(spec.source() != null ? Source.ADDRESS : Source.PATH, "");
  }

  private static @Nullable HashBy named(
      Place place, Source source, String name, List<Problem> problems) {
    if (name.isEmpty()) {
      problems.add(place.invalid("it needs a name, such as x-user"));
      return null;
    }
    if (source != Source.QUERY && !Names.token(name)) {
      problems.add(
          place.invalid(
              "no "
                  + (source == Source.HEADER ? "header" : "cookie")
                  + " can be named '"
                  + name
                  + "'; write a name such as x-user"));
      return null;
    }
    return new HashBy(source, name);
  }

  private static long count(@Nullable Object... choices) {
    return Stream.of(choices).filter(Objects::nonNull).count();
  }
}
