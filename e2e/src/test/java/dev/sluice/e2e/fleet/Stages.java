package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the programs of a fleet say of the time that the stages of a change have taken them. */
record Stages(Map<String, Sum> byName) {
  private static final List<String> OPERATOR =
      List.of("sluice_watch_waited", "sluice_compile", "sluice_push_acked");
  private static final List<String> DATA_PLANE =
      List.of("sluice_control_read", "sluice_control_apply");

  /** Seconds, and how often. */
  record Sum(double seconds, double count) {
    Sum minus(Sum other) {
      return new Sum(seconds - other.seconds, count - other.count);
    }

    Sum plus(Sum other) {
      return new Sum(seconds + other.seconds, count + other.count);
    }
  }

  /** Statuses that the first operator has written. */
  static double statusWrites(Fleet fleet) throws IOException {
    int port = fleet.operators.get(0).adminPort();
    return value(
        Connection.once(port, "localhost", "/metrics").body(), "sluice_status_writes_total");
  }

  static Stages read(Fleet fleet) throws IOException {
    Map<String, Sum> sums = new LinkedHashMap<>();
    for (Fleet.Operator operator : fleet.operators) {
      add(sums, operator.adminPort(), OPERATOR);
    }
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      add(sums, dataPlane.adminPort(), DATA_PLANE);
    }
    return new Stages(sums);
  }

  private static void add(Map<String, Sum> sums, int port, List<String> names) throws IOException {
    String metrics = Connection.once(port, "localhost", "/metrics").body();
    for (String name : names) {
      Sum sum =
          new Sum(value(metrics, name + "_seconds_sum"), value(metrics, name + "_seconds_count"));
      sums.merge(name, sum, Sum::plus);
    }
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  Stages since(Stages before) {
    Map<String, Sum> now = new LinkedHashMap<>(byName);
    before.byName().forEach((name, sum) -> now.computeIfPresent(name, (n, s) -> s.minus(sum)));
    return new Stages(now);
  }

  @Override
  public String toString() {
    return byName.entrySet().stream()
        .map(
            e ->
                "%s %.1f (%.0f times)"
                    .formatted(
                        e.getKey().replace("sluice_", ""),
                        1_000 * e.getValue().seconds() / Math.max(1, e.getValue().count()),
                        e.getValue().count()))
        .collect(Collectors.joining(", "));
  }
}
