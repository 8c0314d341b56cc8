package dev.sluice.operator.endpoints;

import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Where the ports of a Service are served, by its slices. */
public final class ServiceEndpoints {
  private ServiceEndpoints() {}

  /**
   * One entry for each port, in the order of the Service.
   *
   * @param slices those of the Service, in any order
   */
  public static List<Endpoints> of(WatchedService service, Collection<WatchedSlice> slices) {
    List<WatchedSlice> one = oneFamily(service, slices);
    return service.ports().stream().map(port -> of(service, port, one)).toList();
  }

  /** Those of many Services; slices of a Service that is not there say nothing. */
  public static List<Endpoints> all(
      Collection<WatchedService> services, Collection<WatchedSlice> slices) {
    Map<ServiceName, List<WatchedSlice>> byService = new HashMap<>();
    for (WatchedSlice slice : slices) {
      if (slice.service() != null) {
        byService.computeIfAbsent(slice.service(), s -> new ArrayList<>()).add(slice);
      }
    }
    List<Endpoints> all = new ArrayList<>();
    for (WatchedService service : services) {
      all.addAll(of(service, byService.getOrDefault(service.name(), List.of())));
    }
    return all;
  }

  private static Endpoints of(
      WatchedService service, WatchedService.Port port, List<WatchedSlice> slices) {
    ServicePort id =
        new ServicePort(service.name().namespace(), service.name().name(), port.port());
    String external = service.externalName();
    if (external != null) {
      return new Endpoints(
          id, external.isEmpty() ? List.of() : List.of(new Endpoint(external, port.port())));
    }
    Map<Endpoint, List<String>> ready = endpoints(port, slices, WatchedSlice.Address::ready);
    // When every pod is on its way out, those that still serve are better than none (KEP-1669).
    return Endpoints.of(
        id, ready.isEmpty() ? endpoints(port, slices, WatchedSlice.Address::serving) : ready);
  }

  /** Each with the zones that it is meant for. */
  private static Map<Endpoint, List<String>> endpoints(
      WatchedService.Port port, List<WatchedSlice> slices, Predicate<WatchedSlice.Address> wanted) {
    Map<Endpoint, List<String>> found = new HashMap<>();
    for (WatchedSlice slice : slices) {
      for (WatchedSlice.Port slicePort : slice.ports()) {
        if (!slicePort.name().equals(port.name())) {
          continue;
        }
        int number = number(slicePort, port);
        for (WatchedSlice.Address address : slice.addresses()) {
          if (wanted.test(address) && number <= 65_535 && plausible(slice, address.address())) {
            found.put(new Endpoint(address.address(), number), address.forZones());
          }
        }
      }
    }
    return found;
  }

  /** A slice port without a number stands for every port: then the Service knows which. */
  private static int number(WatchedSlice.Port slicePort, WatchedService.Port port) {
    if (slicePort.port() > 0) {
      return slicePort.port();
    }
    return port.targetPort() > 0 ? port.targetPort() : port.port();
  }

  /** Slices written by hand may hold anything. */
  private static boolean plausible(WatchedSlice slice, String address) {
    return switch (slice.addressType()) {
      case "IPv4" -> address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
      case "IPv6" -> address.matches("[0-9a-fA-F.]*:[0-9a-fA-F:.]*(%[0-9a-zA-Z]+)?");
      default -> address.matches("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\\.?");
    };
  }

  /**
   * A dual-stack Service has each pod twice, once for each family: then the family that the Service
   * prefers is enough, and the other one would double the pods' shares.
   */
  private static List<WatchedSlice> oneFamily(
      WatchedService service, Collection<WatchedSlice> slices) {
    String preferred = service.ipFamilies().isEmpty() ? "IPv4" : service.ipFamilies().get(0);
    boolean there =
        slices.stream()
            .anyMatch(s -> s.addressType().equals(preferred) && !s.addresses().isEmpty());
    return slices.stream()
        .filter(s -> !there || s.addressType().equals(preferred) || s.addressType().equals("FQDN"))
        .toList();
  }
}
