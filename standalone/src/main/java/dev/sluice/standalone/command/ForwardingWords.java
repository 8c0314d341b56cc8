package dev.sluice.standalone.command;

import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Hedge;
import dev.sluice.snapshot.upstream.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a rule treats its backends, in words. */
final class ForwardingWords {
  private static final List<String> SAFE = List.of("GET", "HEAD", "OPTIONS");

  private ForwardingWords() {}

  static List<String> of(Forwarding how, AskedRequest request) {
    List<String> lines = new ArrayList<>();
    if (how.balancing() != null) {
      lines.add("balancing    " + balancing(how.balancing()));
    }
    if (how.retry() != null) {
      lines.add("retry        " + retry(how.retry(), request));
    }
    if (how.circuitBreaker() != null) {
      lines.add("breaker      " + breaker(how.circuitBreaker()));
    }
    if (how.concurrency() != null) {
      lines.add("concurrency  " + concurrency(how.concurrency()));
    }
    Health health = how.health();
    if (health != null && health.passive() != null) {
      lines.add("health       " + passive(health.passive()));
    }
    if (health != null && health.active() != null) {
      lines.add("health       " + active(health.active()));
    }
    if (how.hedge() != null) {
      lines.add("hedge        " + hedge(how.hedge(), request));
    }
    return lines;
  }

  private static String balancing(Balancing by) {
    Balancing.Affinity affinity = by.affinity();
    String home =
        affinity == null
            ? ""
            : "; the cookie "
                + affinity.cookie()
                + " leads back to an endpoint for "
                + (affinity.ttlSeconds() == 0
                    ? "the browser's session"
                    : millis(affinity.ttlSeconds() * 1_000));
    String slow =
        by.slowStartMillis() == 0
            ? ""
            : "; a new endpoint has its share after " + millis(by.slowStartMillis());
    return switch (by.algorithm()) {
          case ROUND_ROBIN -> "in turn";
          case LEAST_REQUEST -> "of two by lot the one with fewer requests";
          case RANDOM -> "by lot";
          case HASH ->
              "by hash of "
                  + by.hash().stream()
                      .map(ForwardingWords::hashed)
                      .collect(Collectors.joining(", "));
        }
        + (by.zoneAware() ? "" : "; zones are all one")
        + slow
        + home;
  }

  private static String hashed(Balancing.HashBy by) {
    return switch (by.source()) {
      case HEADER -> "header " + by.name();
      case COOKIE -> "cookie " + by.name();
      case QUERY -> "query " + by.name();
      case ADDRESS -> "the client's address";
      case PATH -> "the path";
    };
  }

  private static String retry(Retry retry, AskedRequest request) {
    boolean named = retry.methods().contains(request.method());
    String after =
        Stream.concat(
                retry.on().stream()
                    .filter(
                        on ->
                            named
                                || on == Retry.On.CONNECT_FAILURE
                                || on == Retry.On.REFUSED_STREAM)
                    .map(on -> on.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                retry.statuses().stream().filter(s -> named).map(s -> Integer.toString(s)))
            .collect(Collectors.joining(", "));
    if (after.isEmpty() || retry.attempts() == 0) {
      return "none for " + request.method();
    }
    return "up to "
        + retry.attempts()
        + " more after "
        + after
        + "; pauses up to "
        + millis(retry.initialMillis())
        + ", doubled, at most "
        + millis(retry.maxMillis());
  }

  private static String breaker(CircuitBreaker by) {
    return "opens for "
        + millis(by.openMillis())
        + " at "
        + by.failurePercent()
        + " % failures"
        + (by.slowMillis() == 0
            ? ""
            : " or " + by.slowPercent() + " % slower than " + millis(by.slowMillis()))
        + " of at least "
        + by.minimumRequests()
        + " requests in "
        + millis(by.windowMillis());
  }

  private static String concurrency(Concurrency by) {
    List<String> limits = new ArrayList<>();
    if (by.adaptive()) {
      limits.add(
          "requests by latency, at most " + (by.maxRequests() == 0 ? 1_000 : by.maxRequests()));
    } else if (by.maxRequests() > 0) {
      limits.add("at most " + by.maxRequests() + " requests");
    }
    if (by.maxPending() > 0) {
      limits.add(by.maxPending() + " waiting");
    }
    if (by.maxConnections() > 0) {
      limits.add("at most " + by.maxConnections() + " connections");
    }
    return String.join(", ", limits);
  }

  private static String passive(Health.Passive by) {
    return by.consecutiveErrors()
        + " errors in a row take an endpoint out for "
        + millis(by.baseEjectionMillis())
        + ", at most "
        + by.maxEjectedPercent()
        + " % of them"
        + (by.latencyFactor() == 0
            ? ""
            : "; so does taking " + by.latencyFactor() + " times as long as the others");
  }

  private static String active(Health.Active by) {
    Health.Probe probe = by.probe();
    String asked =
        switch (probe.kind()) {
          case HTTP -> "GET " + probe.path();
          case GRPC -> "gRPC health" + (probe.service().isEmpty() ? "" : " of " + probe.service());
          case TCP -> "a connection";
        };
    return asked
        + " every "
        + millis(by.intervalMillis())
        + "; "
        + by.unhealthy()
        + " failures in a row take an endpoint out, "
        + by.healthy()
        + " answers bring it back";
  }

  private static String hedge(Hedge hedge, AskedRequest request) {
    return SAFE.contains(request.method())
        ? "up to " + hedge.max() + " more, each after " + millis(hedge.afterMillis())
        : "none for " + request.method();
  }

  static String millis(long millis) {
    return millis == 0 ? "none" : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
