package dev.sluice.operator.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEndpointsTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final ServiceName CART = new ServiceName("web", "cart");

  @Test
  void a_ready_endpoint_is_taken_by_the_ports_name() {
    assertThat(of(service("http", 80), slice("IPv4", "[{name: http, port: 8080}]", "10.0.0.1", "")))
        .containsExactly("web/cart:80 [10.0.0.1:8080]");
    assertThat(of(service("http", 80), slice("IPv4", "[{name: admin, port: 1}]", "10.0.0.1", "")))
        .containsExactly("web/cart:80 []");
  }

  @Test
  void doubles_across_slices_are_one() {
    WatchedSlice slice = slice("IPv4", "[{port: 8080}]", "10.0.0.1", "");
    assertThat(of(service("", 80), slice, slice)).containsExactly("web/cart:80 [10.0.0.1:8080]");
  }

  @Test
  void conditions_that_are_not_there_mean_ready() {
    assertThat(of(service("", 80), slice("IPv4", "[{port: 8080}]", "10.0.0.1", "conditions: {}")))
        .containsExactly("web/cart:80 [10.0.0.1:8080]");
  }

  @Test
  void a_terminating_endpoint_serves_only_when_none_is_ready() {
    WatchedSlice leaving =
        slice(
            "IPv4",
            "[{port: 8080}]",
            "10.0.0.1",
            "conditions: {ready: false, serving: true, terminating: true}");
    WatchedSlice dead =
        slice("IPv4", "[{port: 8080}]", "10.0.0.3", "conditions: {ready: false, serving: false}");
    WatchedSlice ready = slice("IPv4", "[{port: 8080}]", "10.0.0.2", "");
    assertThat(of(service("", 80), leaving, dead)).containsExactly("web/cart:80 [10.0.0.1:8080]");
    assertThat(of(service("", 80), leaving, dead, ready))
        .containsExactly("web/cart:80 [10.0.0.2:8080]");
  }

  @Test
  void a_slice_without_ports_has_no_endpoints_and_a_nil_port_is_the_target_port() {
    assertThat(of(service("", 80), slice("IPv4", "null", "10.0.0.1", "")))
        .containsExactly("web/cart:80 []");
    assertThat(of(service("", 80), slice("IPv4", "[{}]", "10.0.0.1", "")))
        .containsExactly("web/cart:80 [10.0.0.1:9090]");
  }

  @Test
  void a_dual_stack_service_is_reached_by_its_first_family_alone() {
    WatchedSlice v4 = slice("IPv4", "[{port: 8080}]", "10.0.0.1", "");
    WatchedSlice v6 = slice("IPv6", "[{port: 8080}]", "fd00::1", "");
    assertThat(of(service("", 80), v4, v6)).containsExactly("web/cart:80 [10.0.0.1:8080]");
    assertThat(of(service("", 80), v6)).containsExactly("web/cart:80 [[fd00::1]:8080]");
  }

  @Test
  void a_slice_of_names_is_taken_and_nonsense_is_not() {
    assertThat(of(service("", 80), slice("FQDN", "[{port: 8080}]", "cart.internal", "")))
        .containsExactly("web/cart:80 [cart.internal:8080]");
    assertThat(of(service("", 80), slice("IPv4", "[{port: 8080}]", "not an address", "")))
        .containsExactly("web/cart:80 []");
  }

  @Test
  void hints_say_for_which_zones_an_endpoint_is_meant() {
    WatchedSlice a = slice("IPv4", "[{port: 8080}]", "10.0.0.1", "hints: {forZones: [{name: a}]}");
    WatchedSlice b =
        slice("IPv4", "[{port: 8080}]", "10.0.0.2", "hints: {forZones: [{name: b}, {name: c}]}");
    assertThat(ServiceEndpoints.of(service("", 80), List.of(b, a)).get(0).zones())
        .isEqualTo(Map.of("a", List.of(0), "b", List.of(1), "c", List.of(1)));
  }

  @Test
  void a_hint_that_is_missing_makes_all_endpoints_everybodys() {
    WatchedSlice a = slice("IPv4", "[{port: 8080}]", "10.0.0.1", "hints: {forZones: [{name: a}]}");
    WatchedSlice b = slice("IPv4", "[{port: 8080}]", "10.0.0.2", "zone: b");
    assertThat(ServiceEndpoints.of(service("", 80), List.of(a, b)).get(0).zones()).isNull();
  }

  @Test
  void a_hint_of_an_endpoint_that_is_not_ready_is_not_missed() {
    WatchedSlice a = slice("IPv4", "[{port: 8080}]", "10.0.0.1", "hints: {forZones: [{name: a}]}");
    WatchedSlice b = slice("IPv4", "[{port: 8080}]", "10.0.0.2", "conditions: {ready: false}");
    assertThat(ServiceEndpoints.of(service("", 80), List.of(a, b)).get(0).zones())
        .isEqualTo(Map.of("a", List.of(0)));
  }

  @Test
  void a_headless_service_is_reached_at_the_pods_own_port() {
    WatchedService headless =
        WatchedService.of(
            SERIALIZATION.unmarshal(
                """
                metadata: {name: cart, namespace: web}
                spec: {clusterIP: None, ports: [{name: http, port: 80, targetPort: http}]}
                """,
                io.fabric8.kubernetes.api.model.Service.class));
    WatchedSlice pods = slice("IPv4", "[{name: http, port: 8080}]", "10.0.0.1", "");
    assertThat(of(headless, pods)).containsExactly("web/cart:80 [10.0.0.1:8080]");
  }

  @Test
  void a_slice_that_somebody_wrote_by_hand_is_as_good_as_any() {
    WatchedService withoutSelector =
        new WatchedService(
            CART, null, List.of(), List.of(new WatchedService.Port("", 80, 0, null)));
    WatchedSlice byHand = slice("IPv4", "[{port: 9000}]", "192.0.2.7", "");
    assertThat(of(withoutSelector, byHand)).containsExactly("web/cart:80 [192.0.2.7:9000]");
  }

  @Test
  void an_external_name_is_one_endpoint() {
    WatchedService external =
        new WatchedService(
            CART, "api.example.com", List.of(), List.of(new WatchedService.Port("", 443, 0, null)));
    assertThat(of(external)).containsExactly("web/cart:443 [api.example.com:443]");
  }

  private static List<String> of(WatchedService service, WatchedSlice... slices) {
    return ServiceEndpoints.of(service, List.of(slices)).stream()
        .map((Endpoints e) -> e.id() + " " + e.endpoints())
        .toList();
  }

  private static WatchedService service(String port, int number) {
    return new WatchedService(
        CART,
        null,
        List.of("IPv4", "IPv6"),
        List.of(new WatchedService.Port(port, number, 9090, null)));
  }

  private static WatchedSlice slice(String type, String ports, String address, String more) {
    return WatchedSlice.of(
        SERIALIZATION.unmarshal(
            """
            metadata: {name: s, namespace: web, labels: {kubernetes.io/service-name: cart}}
            addressType: %s
            ports: %s
            endpoints:
            - addresses: ["%s"]
              %s
            """
                .formatted(type, ports, address, more),
            EndpointSlice.class));
  }
}
