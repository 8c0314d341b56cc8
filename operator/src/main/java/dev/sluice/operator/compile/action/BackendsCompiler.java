package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
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
  private static final String H2C = "kubernetes.io/h2c";

  private BackendsCompiler() {}

  /** Null, and a problem, where the list itself is wrong. */
  public static @Nullable Action compile(
      Place rule, List<BackendSpec> specs, References references, List<Problem> problems) {
    int before = problems.size();
    List<Proxy.Backend> backends = new ArrayList<>();
    List<Problem> unresolved = new ArrayList<>();
    long weights = 0;
    for (int i = 0; i < specs.size(); i++) {
      BackendSpec spec = specs.get(i);
      Place place = rule.in("backends", i);
      if (!wellFormed(place, spec, problems)) {
        continue;
      }
      weights += weight(spec);
      backends.add(backend(place, spec, references, unresolved));
    }
    if (problems.size() == before && weights == 0) {
      problems.add(rule.in("backends").invalid("every weight is 0: give one backend a weight"));
    }
    boolean none = backends.stream().noneMatch(Proxy.Backend::resolved);
    String consequence = none ? "; the rule answers 500" : "; its share answers 500";
    for (Problem p : unresolved) {
      problems.add(
          new Problem(p.route(), p.rule(), p.field(), p.reason(), p.message() + consequence));
    }
    if (problems.stream().skip(before).anyMatch(p -> p.reason().aboutRoute())) {
      return null;
    }
    return none ? new Broken(unresolved.get(0).message()) : new Proxy(backends);
  }

  private static int weight(BackendSpec spec) {
    return spec.weight() == null ? 1 : spec.weight();
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
    @Nullable String protocol = spec.protocol();
    if (protocol != null && !protocol.equals("HTTP1") && !protocol.equals("HTTP2")) {
      problems.add(place.in("protocol").invalid("'" + protocol + "': write HTTP1 or HTTP2"));
    }
    return problems.size() == before;
  }

  private static Proxy.Backend backend(
      Place place, BackendSpec spec, References references, List<Problem> unresolved) {
    String from = place.route().namespace();
    String namespace = spec.namespace() == null ? from : spec.namespace();
    ServiceName name = new ServiceName(namespace, spec.service());
    // Permission first: who may not refer to a Service is not told whether it is there.
    if (!references.permitted(from, "Service", namespace, spec.service())) {
      unresolved.add(
          place
              .in("namespace")
              .problem(
                  Problem.Reason.REF_NOT_PERMITTED,
                  "no ReferenceGrant in namespace "
                      + namespace
                      + " lets ApiRoutes of namespace "
                      + from
                      + " refer to Service "
                      + spec.service()));
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
    return new Proxy.Backend(
        new UpstreamId(
            new ServicePort(namespace, spec.service(), port.get().port()),
            protocol(spec, port.get())),
        weight(spec),
        true);
  }

  /** Only its weight counts; a port that is known by name alone has no number to show. */
  private static Proxy.Backend lost(ServiceName name, BackendSpec spec) {
    Integer number = spec.port().getIntVal();
    return new Proxy.Backend(
        new UpstreamId(
            new ServicePort(name.namespace(), name.name(), number == null ? 1 : number),
            "HTTP2".equals(spec.protocol()) ? Protocol.HTTP2 : Protocol.HTTP1),
        weight(spec),
        false);
  }

  private static Protocol protocol(BackendSpec spec, WatchedService.Port port) {
    if (spec.protocol() != null) {
      return Protocol.valueOf(spec.protocol());
    }
    return H2C.equals(port.appProtocol()) ? Protocol.HTTP2 : Protocol.HTTP1;
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
