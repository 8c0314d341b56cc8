package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.operator.compile.Materials;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.request.RequestEditCompiler;
import dev.sluice.operator.compile.filter.response.ResponseEditCompiler;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code backends}. A backend that cannot be resolved keeps its share, which answers 500;
 * where none can, the whole rule does.
 */
public final class BackendsCompiler {
  private BackendsCompiler() {}

  /**
   * Null, and a problem, where the list itself is wrong.
   *
   * @param forwarding null: plain
   * @param fallback null: none
   */
  public static @Nullable Action compile(
      Place rule,
      List<BackendSpec> specs,
      @Nullable Forwarding forwarding,
      @Nullable Fallback fallback,
      Captured captured,
      References references,
      List<Problem> problems) {
    List<Problem> found = new ArrayList<>();
    List<Proxy.Backend> backends = backends(rule, specs, captured, references, "", problems, found);
    boolean none = true;
    for (Proxy.Backend backend : backends) {
      none &= !backend.resolved();
    }
    String consequence = none ? "; the rule answers 500" : "; its share answers 500";
    found.forEach(p -> problems.add(p.reason().aboutRoute() ? p : and(p, consequence)));
    if (backends.isEmpty()) {
      return null;
    }
    return none ? new Broken(found.get(0).message()) : new Proxy(backends, forwarding, fallback);
  }

  /**
   * Empty, and a problem, where the list itself is wrong.
   *
   * @param consequence what becomes of a backend that cannot be resolved
   * @param warnings takes what does not keep a backend from being used
   */
  static List<Proxy.Backend> backends(
      Place place,
      List<BackendSpec> specs,
      Captured captured,
      References references,
      String consequence,
      List<Problem> warnings,
      List<Problem> problems) {
    int before = problems.size();
    List<Proxy.Backend> backends = new ArrayList<>();
    List<Problem> unresolved = new ArrayList<>();
    long weights = 0;
    for (int i = 0; i < specs.size(); i++) {
      BackendSpec spec = specs.get(i);
      Place at = place.in("backends", i);
      if (!wellFormed(at, spec, problems)) {
        continue;
      }
      weights += weight(spec);
      @Nullable RequestEdit edit =
          spec.request() == null
              ? null
              : RequestEditCompiler.compile(
                  at.in("request"), spec.request().edits(), captured, problems);
      @Nullable ResponseEdit back =
          spec.response() == null
              ? null
              : ResponseEditCompiler.compile(
                  at.in("response"), spec.response().edits(), captured, problems);
      Proxy.Backend backend = backend(at, spec, references, warnings, unresolved);
      backends.add(
          edit == null && back == null
              ? backend
              : backend.edited(
                  edit == null ? null : edit.headers(), back == null ? null : back.headers()));
    }
    if (problems.size() == before && weights == 0) {
      problems.add(place.in("backends").invalid("every weight is 0: give one backend a weight"));
    }
    boolean usable = problems.size() == before;
    unresolved.forEach(p -> problems.add(and(p, consequence)));
    return usable ? backends : List.of();
  }

  /**
   * One Service port that has no share of its own; null, and a problem, where it cannot be used.
   *
   * @param consequence what becomes of it where it cannot be resolved
   */
  public static @Nullable UpstreamId one(
      Place place,
      BackendSpec spec,
      References references,
      String consequence,
      List<Problem> problems) {
    if (!wellFormed(place, spec, problems)) {
      return null;
    }
    List<Problem> unresolved = new ArrayList<>();
    Proxy.Backend backend = backend(place, spec, references, problems, unresolved);
    unresolved.forEach(p -> problems.add(and(p, consequence)));
    return backend.resolved() ? backend.upstream() : null;
  }

  private static Problem and(Problem p, String consequence) {
    return new Problem(p.route(), p.rule(), p.field(), p.reason(), p.message() + consequence);
  }

  private static int weight(BackendSpec spec) {
    return spec.weight() == null ? 1 : spec.weight();
  }

  private static int priority(BackendSpec spec) {
    return spec.priority() == null ? 0 : spec.priority();
  }

  private static boolean wellFormed(Place place, BackendSpec spec, List<Problem> problems) {
    int before = problems.size();
    if (spec.service() == null || spec.service().isEmpty()) {
      problems.add(place.in("service").invalid("a backend needs the name of a Service"));
    }
    if (spec.port() == null || spec.port().getIntVal() == null && spec.port().getStrVal() == null) {
      problems.add(
          place.in("port").invalid("a backend needs a port: the Service's number or name"));
    } else if (spec.port().getIntVal() != null
        && (spec.port().getIntVal() < 1 || spec.port().getIntVal() > 65_535)) {
      problems.add(
          place.in("port").invalid(spec.port().getIntVal() + " is no port; write 1 to 65535"));
    }
    if (weight(spec) < 0 || weight(spec) > 1_000_000) {
      problems.add(place.in("weight").invalid(weight(spec) + ": write a weight of 0 to 1000000"));
    }
    int priority = priority(spec);
    if (priority < 0 || priority > 7) {
      problems.add(place.in("priority").invalid(priority + ": write a priority of 0 to 7"));
    }
    BackendTlsCompiler.wellFormed(place, spec, problems);
    return problems.size() == before;
  }

  private static Proxy.Backend backend(
      Place place,
      BackendSpec spec,
      References references,
      List<Problem> warnings,
      List<Problem> unresolved) {
    String from = place.route().namespace();
    String namespace = spec.namespace() == null ? from : spec.namespace();
    ServiceName name = new ServiceName(namespace, spec.service());
    if (!Materials.permitted(place, references, "Service", namespace, spec.service(), unresolved)) {
      return lost(name, spec);
    }
    @Nullable WatchedService service = references.service(name);
    if (service == null) {
      unresolved.add(
          place
              .in("service")
              .problem(Problem.Reason.BACKEND_NOT_FOUND, "Service " + name + " not found"));
      return lost(name, spec);
    }
    if (service.externalName() != null && !references.externalNames()) {
      unresolved.add(
          place
              .in("service")
              .problem(
                  Problem.Reason.REF_NOT_PERMITTED,
                  "Service "
                      + name
                      + " is of type ExternalName, which the fleet's admin does not allow"
                      + " (externalNames in the chart); write a Service with an EndpointSlice"));
      return lost(name, spec);
    }
    Optional<WatchedService.Port> port = service.port(spec.port());
    if (port.isEmpty()) {
      unresolved.add(
          place
              .in("port")
              .problem(
                  Problem.Reason.PORT_NOT_FOUND,
                  "Service "
                      + name
                      + " has no port "
                      + written(spec)
                      + (service.ports().isEmpty() ? "" : "; it has " + ports(service))));
      return lost(name, spec);
    }
    List<Problem> found = new ArrayList<>();
    @Nullable UpstreamId upstream =
        BackendTlsCompiler.upstream(place, spec, service, port.get(), references, found);
    if (upstream == null) {
      unresolved.addAll(found);
      return lost(name, spec);
    }
    warnings.addAll(found);
    return new Proxy.Backend(upstream, weight(spec), true, priority(spec));
  }

  /** Only its weight counts; a port that is known by name alone has no number to show. */
  private static Proxy.Backend lost(ServiceName name, BackendSpec spec) {
    Integer number = spec.port().getIntVal();
    return new Proxy.Backend(
        new UpstreamId(
            new ServicePort(name.namespace(), name.name(), number == null ? 1 : number),
            "HTTP2".equals(spec.protocol()) ? Protocol.HTTP2 : Protocol.HTTP1),
        weight(spec),
        false,
        priority(spec));
  }

  private static String written(BackendSpec spec) {
    return spec.port().getIntVal() != null
        ? spec.port().getIntVal().toString()
        : String.valueOf(spec.port().getStrVal());
  }

  private static String ports(WatchedService service) {
    return service.ports().stream()
        .map(p -> p.name().isEmpty() ? "" + p.port() : p.name() + " (" + p.port() + ")")
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }
}
