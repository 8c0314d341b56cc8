package dev.sluice.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import dev.sluice.snapshot.upstream.Timeouts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EncodedSnapshotTest {
  private static final ServicePort CART = new ServicePort("web", "cart", 80);

  @Test
  void every_kind_of_entry_comes_back_as_it_was() {
    ValueTemplate value = ValueTemplate.parse("a{{b}}{header.x}");
    HeaderEdits edits =
        new HeaderEdits(List.of(new HeaderEdits.Header("x", value)), List.of(), List.of("server"));
    List<Action> actions =
        List.of(
            new Proxy(List.of(new Proxy.Backend(new UpstreamId(CART, Protocol.HTTP2), 3, true))),
            new Redirect("https", null, 0, new PathRewrite.Full("/x"), 302),
            new Respond(200, List.of(new HeaderEdits.Header("y", value)), "ü"),
            new Broken("no such Service"));
    List<PathMatch> paths =
        List.of(
            new PathMatch.Exact("/a"),
            PathMatch.ANY,
            new PathMatch.Template(PathTemplate.parse("/users/{id}/{rest=**}")),
            new PathMatch.Regex("/[a-z]+"));
    List<NamedMatch> named =
        List.of(
            new NamedMatch("a", new ValueMatch.Exact("1")),
            new NamedMatch("b", new ValueMatch.Regex(".*")),
            new NamedMatch("c", new ValueMatch.Present(false)));
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      rules.add(
          new Rule(
              "r" + i,
              List.of(new RequestMatch(paths.get(i), List.of("GET"), named, named, named)),
              List.of(
                  new Cors(
                      List.of(OriginPattern.parse("https://*.example.com")),
                      List.of("GET"),
                      List.of("*"),
                      List.of(),
                      true,
                      5),
                  new Rewrite("h", new PathRewrite.Prefix("/p")),
                  new Rewrite(null, new PathRewrite.Template(value)),
                  new Mirror(
                      List.of(new Mirror.Target(new UpstreamId(CART, Protocol.HTTP1), 12.5))),
                  new JsonSchemaCheck(DocumentId.of("{}"), "ConfigMap web/a b.json", 64),
                  new OpenApiCheck(DocumentId.of("{}"), "ConfigMap web/a b.yaml", "/v1", 64),
                  new RequestEdit(edits),
                  new ResponseEdit(edits, new BodyEdit("{a: b}", 64)),
                  new RateLimit(Phase.LIMIT, List.of(policy(paths.get(i), named)))),
              actions.get(i),
              Timeouts.DEFAULT));
    }
    for (Entry entry :
        List.of(
            new Route(
                new RouteId("web", "shop"),
                7,
                1_000,
                List.of(new Hostname("*.example.com")),
                new Route.Tls(
                    List.of(new CertificateId("web", "cert")),
                    true,
                    Route.Tls.Version.TLS_1_3,
                    new ClientCertificates(
                        true,
                        new AuthorityId(AuthorityId.Kind.SECRET, "web", "partners-ca", "ca.crt"))),
                rules),
            new Endpoints(CART, List.of(new Endpoint("10.0.0.1", 8080))),
            new Fleet(3),
            Document.of("{}"),
            Endpoints.of(
                new ServicePort("web", "zoned", 80),
                Map.of(
                    new Endpoint("10.0.0.2", 80),
                    List.of("b", "a"),
                    new Endpoint("10.0.0.1", 80),
                    List.of("a"))),
            new AffinityKeys(List.of("a2V5", "b2xk")),
            new Authority(
                new AuthorityId(AuthorityId.Kind.CONFIG_MAP, "web", "internal-ca", "ca.crt"),
                "pem"),
            new Authority(
                new AuthorityId(AuthorityId.Kind.SECRET, "web", "partners-ca", "ca.crt"),
                "pem",
                "lists"),
            new Certificate(new CertificateId("web", "cert"), "chain", "key"))) {
      EncodedEntry encoded = EncodedEntry.of(entry);
      assertThat(encoded.decode()).isEqualTo(entry);
      assertThat(EncodedEntry.of(encoded.decode()).json()).isEqualTo(encoded.json());
    }
  }

  @Test
  void what_is_not_known_is_refused_and_never_quoted() {
    EntryKey key = EntryKey.endpoints(CART);
    for (String json : List.of("{\"id\":{},\"secret\":\"s3cr3t\"}", "{\"s3cr3t", "[]", "{}")) {
      assertThatThrownBy(
              () -> EncodedEntry.received(key, json.getBytes(StandardCharsets.UTF_8)).decode())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("s3cr3t");
    }
    byte[] other = EncodedEntry.of(endpoints(1, 1)).json();
    assertThatThrownBy(() -> EncodedEntry.received(key, other).decode())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_equal_in_entries_read_together_is_one_object() {
    Shared shared = new Shared();
    List<Proxy> proxies = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Proxy.Backend backend = new Proxy.Backend(new UpstreamId(CART, Protocol.HTTP1), 1, true);
      RequestMatch any =
          new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());
      Rule rule =
          new Rule(name, List.of(any), List.of(), new Proxy(List.of(backend)), Timeouts.DEFAULT);
      Route route = new Route(new RouteId("web", name), 1, 1, List.of(), null, List.of(rule));
      Route read = (Route) EncodedEntry.of(route).decode(shared);
      proxies.add((Proxy) read.rules().get(0).action());
    }
    assertThat(proxies.get(0)).isSameAs(proxies.get(1));
  }

  @Test
  void a_revision_follows_from_the_content_and_not_from_the_way_to_it() {
    List<EncodedEntry> entries = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      entries.add(EncodedEntry.of(endpoints(i, 1)));
    }
    EncodedSnapshot once = EncodedSnapshot.of(entries);
    Collections.shuffle(entries, new Random(3));
    EncodedSnapshot step = EncodedSnapshot.EMPTY;
    for (EncodedEntry entry : entries) {
      step = step.with(List.of(entry), List.of());
    }
    assertThat(step.revision()).isEqualTo(once.revision());
    assertThat(step.size()).isEqualTo(1_000);
    EncodedSnapshot changed = step.with(List.of(EncodedEntry.of(endpoints(5, 2))), List.of());
    assertThat(changed.revision()).isNotEqualTo(once.revision());
    assertThat(changed.with(List.of(EncodedEntry.of(endpoints(5, 1))), List.of()).revision())
        .isEqualTo(once.revision());
  }

  @Test
  void what_is_believed_is_the_same_once_it_is_verified() {
    List<EncodedEntry> all = new ArrayList<>();
    for (int port = 1; port < 900; port++) {
      all.add(EncodedEntry.of(new Endpoints(new ServicePort("web", "cart", port), List.of())));
    }
    EncodedEntry more = EncodedEntry.of(new Fleet(7));
    EncodedSnapshot hashed = EncodedSnapshot.of(all);
    EncodedSnapshot next = hashed.with(List.of(more), List.of(all.get(3).key()));
    EncodedSnapshot believed =
        EncodedSnapshot.EMPTY
            .with(all, List.of(), hashed.revision())
            .with(List.of(more), List.of(all.get(3).key()), next.revision());
    assertThat(believed.revision()).isEqualTo(next.revision());
    assertThat(believed.size()).isEqualTo(next.size());
    EncodedEntry last = EncodedEntry.of(new Fleet(8));
    assertThat(believed.with(List.of(last), List.of()).revision())
        .isEqualTo(next.with(List.of(last), List.of()).revision());
    assertThat(believed.verified()).isTrue();
    assertThat(believed.differingBuckets(next)).isZero();
    EncodedSnapshot wrong = EncodedSnapshot.EMPTY.with(all, List.of(), next.revision());
    assertThat(wrong.revision()).isEqualTo(next.revision());
    assertThat(wrong.verified()).isFalse();
    assertThat(wrong.with(List.of(last), List.of()).verified()).isTrue();
  }

  @Test
  void a_delta_leads_from_one_snapshot_to_the_other() {
    Random random = new Random(5);
    EncodedSnapshot from = EncodedSnapshot.EMPTY;
    for (int round = 0; round < 50; round++) {
      List<EncodedEntry> put = new ArrayList<>();
      List<EntryKey> removed = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        put.add(EncodedEntry.of(endpoints(random.nextInt(300), random.nextInt(3))));
        removed.add(endpoints(random.nextInt(300), 0).key());
      }
      EncodedSnapshot to = from.with(put, removed);
      Delta delta = Delta.between(from, to);
      assertThat(from.with(delta.put(), delta.removed()).revision()).isEqualTo(to.revision());
      from = to;
    }
    assertThat(Delta.between(from, from)).isEqualTo(new Delta(List.of(), List.of()));
  }

  private static LimitPolicy policy(PathMatch path, List<NamedMatch> named) {
    Limit.Bound rate = new Limit.Bound.Rate(100, 60_000, 20);
    List<LimitKey> key =
        List.of(
            new LimitKey.Source(32, 64),
            new LimitKey.Header("x"),
            new LimitKey.Cookie("x"),
            new LimitKey.Query("x"),
            new LimitKey.PathCapture("x"),
            new LimitKey.PathSegment(1));
    Limit.Tiers tiers = new Limit.Tiers("x-plan", List.of(new Limit.Tier("gold", rate)));
    RequestMatch when = new RequestMatch(path, List.of("POST"), named, List.of(), List.of());
    return new LimitPolicy(
        "web/cart",
        3,
        LimitPolicy.Scope.GLOBAL,
        LimitPolicy.Counting.LEASED,
        List.of(
            new Limit("a", rate, key, when, new LimitCost.RequestHeader("x-cost"), tiers),
            new Limit("b", rate, key, null, new LimitCost.ResponseHeader("x-cost"), null),
            new Limit("e", rate, key, null, new LimitCost.Expression("1 + 1"), null),
            new Limit("c", new Limit.Bound.Concurrent(5), List.of(), null, LimitCost.ONE, null)),
        LimitPolicy.OnStoreFailure.DENY,
        LimitPolicy.LimitHeaders.LEGACY,
        new LimitPolicy.Refusal(429, "slow down", "text/plain"),
        true);
  }

  private static Endpoints endpoints(int service, int variant) {
    return new Endpoints(
        new ServicePort("web", "s" + service, 80), List.of(new Endpoint("10.0.0." + variant, 80)));
  }
}
