package dev.sluice.operator.input;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One EndpointSlice.
 *
 * @param service the Service that it belongs to; null where no label names one
 * @param addressType {@code IPv4}, {@code IPv6} or {@code FQDN}
 */
public record WatchedSlice(
    String namespace,
    String name,
    @Nullable ServiceName service,
    String addressType,
    List<Port> ports,
    List<Address> addresses) {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  public WatchedSlice {
    ports = List.copyOf(ports);
    addresses = List.copyOf(addresses);
  }

  /**
   * One port.
   *
   * @param name that of the Service's port; empty where it has none
   * @param port 0: every port (a nil port in the API)
   */
  public record Port(String name, int port) {}

  /**
   * One endpoint.
   *
   * @param address the first one; the API gives the others no meaning
   * @param pod name of the pod behind it, empty where there is none
   * @param zone where it is, empty where nobody says
   * @param forZones for whose requests it is meant, empty where nobody says
   */
  public record Address(
      String address,
      boolean ready,
      boolean serving,
      String pod,
      String zone,
      List<String> forZones) {
    public Address {
      forZones = List.copyOf(forZones);
    }
  }

  public static WatchedSlice of(EndpointSlice slice) {
    String namespace = WatchedRoute.namespace(slice.getMetadata());
    @Nullable Map<String, String> labels = slice.getMetadata().getLabels();
    @Nullable String service = labels == null ? null : labels.get(SERVICE_LABEL);
    return new WatchedSlice(
        namespace,
        slice.getMetadata().getName(),
        service == null ? null : new ServiceName(namespace, service),
        slice.getAddressType() == null ? "IPv4" : slice.getAddressType(),
        slice.getPorts() == null
            ? List.of()
            : slice.getPorts().stream()
                .filter(Objects::nonNull)
                .map(
                    p ->
                        new Port(
                            p.getName() == null ? "" : p.getName(),
                            p.getPort() == null ? 0 : p.getPort()))
                .toList(),
        slice.getEndpoints() == null
            ? List.of()
            : slice.getEndpoints().stream()
                .filter(e -> e != null && e.getAddresses() != null && !e.getAddresses().isEmpty())
                .map(
                    e ->
                        new Address(
                            e.getAddresses().get(0),
                            ready(e.getConditions()),
                            serving(e.getConditions()),
                            e.getTargetRef() != null && "Pod".equals(e.getTargetRef().getKind())
                                ? e.getTargetRef().getName()
                                : "",
                            e.getZone() == null ? "" : e.getZone(),
                            zones(e.getHints())))
                .toList());
  }

  private static List<String> zones(@Nullable EndpointHints hints) {
    return hints == null || hints.getForZones() == null
        ? List.of()
        : hints.getForZones().stream()
            .map(ForZone::getName)
            .filter(name -> name != null && !name.isEmpty())
            .toList();
  }

  /** Nil is to be read as true (discovery/v1, EndpointConditions). */
  private static boolean ready(@Nullable EndpointConditions conditions) {
    return conditions == null || conditions.getReady() == null || conditions.getReady();
  }

  /** Nil is to be read as ready (discovery/v1, EndpointConditions). */
  private static boolean serving(@Nullable EndpointConditions conditions) {
    return conditions == null || conditions.getServing() == null
        ? ready(conditions)
        : conditions.getServing();
  }
}
