package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A snapshot for people: of a certificate its name alone. */
final class RedactedSnapshot {
  private RedactedSnapshot() {}

  static String json(@Nullable RoutingSnapshot snapshot) {
    if (snapshot == null) {
      return "{}\n";
    }
    JsonArray entries = new JsonArray();
    Map<EntryKey, Entry> sorted = new TreeMap<>(snapshot.entries());
    sorted.forEach(
        (key, entry) -> {
          JsonObject shown = new JsonObject().put("key", key.text());
          if (entry instanceof Route route) {
            shown
                .put("generation", route.generation())
                .put("hostnames", strings(route.hostnames()))
                .put("rules", strings(route.rules().stream().map(rule -> rule.name()).toList()));
          } else if (entry instanceof Endpoints endpoints) {
            shown.put("endpoints", strings(endpoints.endpoints()));
          } else if (entry instanceof Fleet fleet) {
            shown.put("dataPlanes", fleet.dataPlanes());
          }
          entries.add(shown);
        });
    return new JsonObject()
            .put("revision", snapshot.revision().hex())
            .put("entries", entries)
            .encode()
        + "\n";
  }

  private static JsonArray strings(Iterable<?> all) {
    JsonArray texts = new JsonArray();
    all.forEach(each -> texts.add(each.toString()));
    return texts;
  }
}
