package dev.sluice.snapshot.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChangesTest {
  private static final CertificateId SECRET = new CertificateId("web", "tls");
  private static final Route.Tls TLS = new Route.Tls(List.of(SECRET), false, null, null);

  @Test
  void of_an_unknown_state_everything_concerns_everyone() {
    Changes changes = Changes.between(null, snapshot(route("a", "a.test", null, "1")));
    assertThat(changes.whole()).isTrue();
    assertThat(changes.handshakes()).isTrue();
    assertThat(changes.materials()).isTrue();
    assertThat(changes.documents()).isTrue();
    assertThat(changes.limits()).isTrue();
  }

  @Test
  void a_route_without_tls_concerns_the_table_alone() {
    Route before = route("a", "a.test", null, "1");
    Route now = route("a", "a.test", null, "2");
    Route gone = route("b", "b.test", null, "1");
    Route same = route("c", "c.test", TLS, "1");
    Changes changes =
        Changes.between(
            snapshot(before, gone, same), snapshot(now, route("c", "c.test", TLS, "1")));
    assertThat(changes)
        .isEqualTo(
            new Changes(
                false,
                List.of(now),
                List.of(gone.id()),
                false,
                false,
                List.of(),
                List.of(),
                false,
                false));
  }

  @Test
  void handshakes_are_decided_by_names_age_and_tls_and_by_nothing_else_of_a_route() {
    Route before = route("a", "a.test", TLS, "1");
    assertThat(handshakes(before, route("a", "a.test", TLS, "2"))).isFalse();
    assertThat(handshakes(before, route("a", "b.test", TLS, "1"))).isTrue();
    assertThat(handshakes(before, route("a", "a.test", null, "1"))).isTrue();
    assertThat(handshakes(route("a", "a.test", null, "1"), before)).isTrue();
    assertThat(Changes.between(snapshot(before), snapshot()).handshakes()).isTrue();
    assertThat(Changes.between(snapshot(), snapshot(before)).handshakes()).isTrue();
  }

  @Test
  void other_entries_concern_whom_they_are_for() {
    Document document = new Document(DocumentId.of("{}"), "{}");
    Endpoints places = new Endpoints(new ServicePort("web", "shop", 80), List.of());
    Certificate certificate = new Certificate(SECRET, "chain", "key");
    assertThat(Changes.between(snapshot(), snapshot(document)).documents()).isTrue();
    Endpoints others = new Endpoints(places.id(), List.of(new Endpoint("10.0.0.1", 80)));
    assertThat(Changes.between(snapshot(places), snapshot()).unnamed())
        .containsExactly(places.id());
    Changes placed = Changes.between(snapshot(places), snapshot(others));
    assertThat(placed.placed()).containsExactly(others);
    assertThat(placed.unnamed()).isEmpty();
    Changes certified = Changes.between(snapshot(), snapshot(certificate));
    assertThat(certified.materials()).isTrue();
    assertThat(certified.handshakes()).isTrue();
    assertThat(certified.placed()).isEmpty();
  }

  private static boolean handshakes(Route before, Route now) {
    return Changes.between(snapshot(before), snapshot(now)).handshakes();
  }

  private static RoutingSnapshot snapshot(Entry... entries) {
    Map<EntryKey, Entry> all = new HashMap<>();
    for (Entry entry : entries) {
      all.put(entry.key(), entry);
    }
    return new RoutingSnapshot(new Revision("0".repeat(64)), PersistentMap.copyOf(all));
  }

  private static Route route(String name, String host, Route.@Nullable Tls tls, String body) {
    RequestMatch any = new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());
    Rule rule =
        new Rule("r", List.of(any), List.of(), new Respond(200, List.of(), body), Timeouts.DEFAULT);
    return new Route(
        new RouteId("web", name), 1, 1, List.of(new Hostname(host)), tls, List.of(rule));
  }
}
