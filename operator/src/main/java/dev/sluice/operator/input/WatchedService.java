package dev.sluice.operator.input;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Service.
 *
 * @param externalName the DNS name that it stands for, where it is of type ExternalName
 * @param ipFamilies {@code IPv4}, {@code IPv6}, the preferred one first; may be empty
 */
public record WatchedService(
    ServiceName name, @Nullable String externalName, List<String> ipFamilies, List<Port> ports) {
  public WatchedService {
    ipFamilies = List.copyOf(ipFamilies);
    ports = List.copyOf(ports);
  }

  /**
   * One port.
   *
   * @param name empty where it has none
   * @param port 1 to 65535
   * @param targetPort the pods' port number, or 0 where it is a name or not given
   */
  public record Port(String name, int port, int targetPort, @Nullable String appProtocol) {}

  public static WatchedService of(Service service) {
    @Nullable ServiceSpec spec = service.getSpec();
    ServiceName name =
        new ServiceName(
            WatchedRoute.namespace(service.getMetadata()), service.getMetadata().getName());
    if (spec == null) {
      return new WatchedService(name, null, List.of(), List.of());
    }
    boolean external = "ExternalName".equals(spec.getType());
    return new WatchedService(
        name,
        external ? spec.getExternalName() : null,
        spec.getIpFamilies() == null ? List.of() : spec.getIpFamilies(),
        spec.getPorts() == null
            ? List.of()
            : spec.getPorts().stream()
                .filter(p -> p.getPort() != null && valid(p.getPort()))
                .map(
                    p ->
                        new Port(
                            p.getName() == null ? "" : p.getName(),
                            p.getPort(),
                            number(p.getTargetPort()),
                            p.getAppProtocol()))
                .toList());
  }

  private static boolean valid(int port) {
    return port >= 1 && port <= 65_535;
  }

  private static int number(@Nullable IntOrString port) {
    return port == null || port.getIntVal() == null ? 0 : port.getIntVal();
  }

  /**
   * A port by its number or by its name.
   *
   * @param reference as a route writes it
   */
  public Optional<Port> port(IntOrString reference) {
    Integer number = reference.getIntVal();
    String text = reference.getStrVal();
    for (Port p : ports) {
      boolean meant =
          number != null
              ? p.port() == number
              : !p.name().isEmpty() && p.name().equals(text)
                  || Integer.toString(p.port()).equals(text);
      if (meant) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }
}
