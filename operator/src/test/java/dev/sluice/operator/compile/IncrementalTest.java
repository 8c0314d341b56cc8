package dev.sluice.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.TlsSecret;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is compiled after any history is what is compiled from nothing. */
class IncrementalTest {
  private static final List<String> HOSTNAMES =
      List.of(
          "*.example.com",
          "a.example.com",
          "b.example.com",
          "*.b.example.com",
          "x.b.example.com",
          "other.org",
          "no name");
  private static final Set<String> BAD =
      Set.of(
          "backend-tls-broken",
          "backend-tls-rotation-broken",
          "client-certificates-broken",
          "client-certificates-rotation-broken",
          "tls-mismatch",
          "tls-no-key",
          "tls-rotation-broken");
  private static final List<String> NAMESPACES = List.of("web", "shop", "team");

  private final Compiler compiler = new Compiler(GoldenTest.CLOCK);
  private final List<Inputs> cases = new ArrayList<>();

  IncrementalTest() throws IOException {
    for (var folder : GoldenTest.folders().toList()) {
      // The one thing that may differ: a good certificate of before outlives a bad one.
      if (!BAD.contains(folder.getFileName().toString())) {
        cases.add(Manifests.inputs(Files.readString(folder.resolve("in.yaml"))));
      }
    }
  }

  @Property(tries = 60)
  void any_history_ends_as_if_it_had_not_been(@ForAll long seed) {
    Random random = new Random(seed);
    Inputs inputs = pick(random, cases);
    @Nullable Compilation warm = null;
    for (int step = 0; step < 40; step++) {
      inputs = changed(random, inputs);
      warm = compiler.compile(inputs, warm);
      Compilation cold = compiler.compile(inputs, null);
      assertThat(warm.reports()).isEqualTo(cold.reports());
      assertThat(warm.entries()).isEqualTo(cold.entries());
      assertThat(warm.routes()).isEqualTo(cold.routes());
      assertThat(warm.servicePorts()).isEqualTo(cold.servicePorts());
      assertThat(warm.policyReports()).isEqualTo(cold.policyReports());
    }
  }

  /** One step: something is put or taken away, of this case or of another. */
  private Inputs changed(Random random, Inputs in) {
    Inputs other = pick(random, cases);
    PersistentMap<RouteId, WatchedRoute> routes = in.routes();
    PersistentMap<ServiceName, WatchedService> services = in.services();
    PersistentMap<CertificateId, TlsSecret> secrets = in.secrets();
    PersistentMap<PolicyId, WatchedPolicy> policies = in.policies();
    List<Grant> grants = in.grants();
    FleetSettings fleet = in.fleet();
    PersistentMap<CaObject.Name, CaObject> authorities = in.authorities();
    PersistentMap<DocumentObject.Name, DocumentObject> documents = in.documents();
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        WatchedRoute route = claiming(random, pick(random, all(in, other)));
        routes = routes.with(route.id(), route);
      }
      case 3 -> routes = routes.isEmpty() ? routes : routes.without(pick(random, routes.keySet()));
      case 4 -> {
        for (WatchedService service : other.services().values()) {
          services =
              random.nextBoolean()
                  ? services.with(service.name(), service)
                  : services.without(service.name());
        }
      }
      case 5 -> {
        for (WatchedPolicy policy : other.policies().values()) {
          policies =
              random.nextBoolean()
                  ? policies.with(policy.id(), policy)
                  : policies.without(policy.id());
        }
      }
      case 6 -> grants = random.nextBoolean() ? other.grants() : List.of();
      case 7 -> {
        for (CaObject authority : other.authorities().values()) {
          // One that turns bad leaves what was trusted before: that is history, by intent.
          boolean good = authority.pems().values().stream().noneMatch(String::isEmpty);
          authorities =
              good && random.nextBoolean()
                  ? authorities.with(authority.name(), authority)
                  : authorities.without(authority.name());
        }
        for (TlsSecret secret : other.secrets().values()) {
          secrets =
              random.nextBoolean()
                  ? secrets.with(secret.id(), secret)
                  : secrets.without(secret.id());
        }
      }
      case 8 -> {
        for (DocumentObject document : other.documents().values()) {
          documents =
              random.nextBoolean()
                  ? documents.with(document.name(), document)
                  : documents.without(document.name());
        }
      }
      default -> fleet = random.nextInt(4) == 0 ? other.fleet() : fleet;
    }
    return new Inputs(fleet, routes, services, secrets, grants, policies, authorities, documents);
  }

  private static List<WatchedRoute> all(Inputs one, Inputs other) {
    return Stream.concat(one.routes().values().stream(), other.routes().values().stream()).toList();
  }

  private static WatchedRoute claiming(Random random, WatchedRoute route) {
    List<String> hostnames = new ArrayList<>(HOSTNAMES);
    Collections.shuffle(hostnames, random);
    ApiRouteSpec spec = route.spec();
    return new WatchedRoute(
        new RouteId(pick(random, NAMESPACES), "route-" + random.nextInt(4)),
        route.uid(),
        random.nextInt(3),
        random.nextInt(4),
        route.labels(),
        new ApiRouteSpec(
            random.nextInt(5) == 0 ? List.of("elsewhere") : spec.gateways(),
            hostnames.subList(0, random.nextInt(3)),
            spec.tls(),
            spec.defaults(),
            spec.rules()));
  }

  private static <T> T pick(Random random, Collection<T> from) {
    List<T> list = List.copyOf(from);
    return list.get(random.nextInt(list.size()));
  }
}
