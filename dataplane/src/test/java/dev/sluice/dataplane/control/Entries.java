package dev.sluice.dataplane.control;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import dev.sluice.snapshot.wire.RawEntry;
import java.util.List;

/** Routes that answer by themselves, as an operator sends them. */
final class Entries {
  private Entries() {}

  static RawEntry raw(EncodedEntry entry) {
    return new RawEntry(entry.key(), entry.json());
  }

  static EncodedEntry entry(int number, long generation) {
    RequestMatch match =
        new RequestMatch(new PathMatch.Prefix("/r"), List.of(), List.of(), List.of(), List.of());
    Rule rule =
        new Rule(
            "r",
            List.of(match),
            List.of(),
            new Respond(200, List.of(), "v" + generation),
            Timeouts.DEFAULT);
    return EncodedEntry.of(
        new Route(
            new RouteId("test", "route-" + number),
            generation,
            1,
            List.of(new Hostname("host-" + number + ".test")),
            null,
            List.of(rule)));
  }
}
