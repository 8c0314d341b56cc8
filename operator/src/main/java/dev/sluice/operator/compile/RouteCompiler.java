package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.operator.compile.RouteReport.RuleBackend;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One route: its TLS, then its rules. */
final class RouteCompiler {
  private RouteCompiler() {}

  static CompiledRoute compile(
      WatchedRoute route, Ownership.Verdict verdict, RouteLimits limits, Lookup lookup) {
    List<Problem> problems = new ArrayList<>(verdict.problems());
    Place spec = new Place(route.id(), "", "spec");
    Route.@Nullable Tls tls =
        route.spec().tls() == null
            ? null
            : TlsCompiler.compile(
                spec.in("tls"),
                route.spec().tls(),
                !route.spec().hostnames().isEmpty(),
                lookup,
                problems);
    List<LimitOutcome> outcomes = new ArrayList<>();
    List<Rule> rules = rules(route, spec, limits, lookup, problems, outcomes);
    if (tls != null && ClientCertificatesCompiler.unverifiable(tls)) {
      rules = rules.stream().map(ClientCertificatesCompiler::closed).toList();
    }
    boolean served = verdict.served() && !rules.isEmpty();
    @Nullable Route entry =
        served
            ? new Route(
                route.id(),
                route.generation(),
                route.createdMillis(),
                verdict.hostnames(),
                tls,
                rules)
            : null;
    return new CompiledRoute(
        entry,
        entry == null ? List.of() : materials(entry, lookup),
        Reports.of(route, entry, verdict, backends(entry), problems),
        outcomes);
  }

  /** A route of other fleets. */
  static CompiledRoute foreign(WatchedRoute route, FleetSettings fleet) {
    Place place = new Place(route.id(), "", "spec.gateways");
    return new CompiledRoute(
        null,
        List.of(),
        Reports.foreign(
            route,
            place.problem(
                Problem.Reason.UNKNOWN_GATEWAY,
                "it names the gateways " + route.fleets() + "; the one here is " + fleet.fleet())),
        List.of());
  }

  private static List<Rule> rules(
      WatchedRoute route,
      Place spec,
      RouteLimits limits,
      Lookup lookup,
      List<Problem> problems,
      List<LimitOutcome> outcomes) {
    List<RuleSpec> specs = route.spec().rules();
    if (specs.isEmpty()) {
      problems.add(spec.in("rules").invalid("a route needs at least one rule"));
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < specs.size(); i++) {
      RuleSpec rule = specs.get(i);
      Place place = spec.in("rules", i);
      List<Problem> found = new ArrayList<>();
      @Nullable String written = rule.name();
      // A name of its own, that no valid one can equal: the rule must answer, and take no other's.
      String name = written == null ? "~" + i : written;
      if (written == null || !Names.label(written)) {
        found.add(
            place
                .of(name)
                .in("name")
                .invalid(
                    (written == null ? "a rule needs a name" : "'" + written + "' is no rule name")
                        + "; write lower-case letters, digits and '-', such as cart-v2"));
      }
      if (!names.add(name)) {
        String taken = name;
        name = taken + "~" + i;
        found.add(
            place
                .of(name)
                .in("name")
                .invalid("an earlier rule is named '" + taken + "' too; rename one of them"));
      }
      RuleLimits held = new RuleLimits(limits.of(name), outcomes);
      Compiled<Optional<Rule>> compiled =
          RuleCompiler.compile(place.of(name), rule, route.spec().defaults(), held, lookup, found);
      problems.addAll(compiled.problems());
      compiled.value().ifPresent(rules::add);
    }
    return rules;
  }

  /** A private key goes nowhere but where something uses it. */
  private static List<Entry> materials(Route route, Lookup lookup) {
    List<Entry> found = lookup.materials();
    if (found.isEmpty()) {
      return found;
    }
    Set<EntryKey> used = new HashSet<>();
    if (route.tls() != null) {
      route.tls().certificates().forEach(id -> used.add(EntryKey.certificate(id)));
      @Nullable ClientCertificates clients = route.tls().clientCertificates();
      if (clients != null && clients.authority() != null) {
        used.add(EntryKey.authority(clients.authority()));
      }
    }
    for (Rule rule : route.rules()) {
      for (FilterConfig filter : rule.filters()) {
        if (filter instanceof JsonSchemaCheck check) {
          used.add(EntryKey.document(check.schema()));
        }
        if (filter instanceof OpenApiCheck check) {
          used.add(EntryKey.document(check.document()));
        }
      }
      if (rule.action() instanceof Proxy proxy) {
        for (UpstreamId upstream : upstreams(proxy)) {
          @Nullable UpstreamTls tls = upstream.tls();
          if (tls != null && tls.certificate() != null) {
            used.add(EntryKey.certificate(tls.certificate()));
          }
          if (tls != null && tls.authority() != null) {
            used.add(EntryKey.authority(tls.authority()));
          }
        }
      }
    }
    return found.stream().filter(e -> used.contains(e.key())).toList();
  }

  /** Those that requests may be sent to. */
  private static List<UpstreamId> upstreams(Proxy proxy) {
    List<UpstreamId> upstreams = new ArrayList<>(proxy.backends().size());
    addResolved(proxy.backends(), upstreams);
    @Nullable Fallback fallback = proxy.fallback();
    if (fallback != null) {
      addResolved(fallback.backends(), upstreams);
    }
    return upstreams;
  }

  private static void addResolved(List<Proxy.Backend> backends, List<UpstreamId> upstreams) {
    for (Proxy.Backend backend : backends) {
      if (backend.resolved()) {
        upstreams.add(backend.upstream());
      }
    }
  }

  private static List<RuleBackend> backends(@Nullable Route route) {
    List<RuleBackend> backends = new ArrayList<>();
    if (route != null) {
      for (Rule rule : route.rules()) {
        for (FilterConfig filter : rule.filters()) {
          if (filter instanceof Mirror mirror) {
            mirror
                .targets()
                .forEach(
                    t -> backends.add(new RuleBackend(rule.name(), t.upstream().servicePort())));
          }
        }
        if (rule.action() instanceof Proxy proxy) {
          for (UpstreamId id : upstreams(proxy)) {
            backends.add(new RuleBackend(rule.name(), id.servicePort()));
          }
        }
      }
    }
    return backends;
  }
}
