package dev.sluice.e2e.fleet;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One rule of an ApiRoute, as JSON. */
record Rule(String name, String prefix, String action) {
  static Rule respond(String name, String prefix, String body) {
    return new Rule(name, prefix, "\"respond\":{\"body\":\"" + body + "\"}");
  }

  static Rule backends(String name, String prefix, String... services) {
    return new Rule(
        name,
        prefix,
        Arrays.stream(services)
            .map(service -> "{\"service\":\"" + service + "\",\"port\":\"http\"}")
            .collect(Collectors.joining(",", "\"backends\":[", "]")));
  }

  String json() {
    return "{\"name\":\"%s\",\"matches\":[{\"path\":{\"prefix\":\"%s\"}}],%s}"
        .formatted(name, prefix, action);
  }
}
