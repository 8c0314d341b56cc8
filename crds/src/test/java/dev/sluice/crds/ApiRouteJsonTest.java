package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class ApiRouteJsonTest {
  private static ApiRoute example() throws IOException {
    try (InputStream yaml =
        ApiRouteJsonTest.class.getResourceAsStream("/objects/good/everything.yaml")) {
      return Serialization.unmarshal(yaml, ApiRoute.class);
    }
  }

  @Test
  void a_route_reads_as_it_is_written() throws IOException {
    ApiRouteSpec spec = example().getSpec();
    assertThat(spec.hostnames()).containsExactly("shop.example.com", "*.shop.example.com");
    RuleSpec cart = spec.rules().get(0);
    assertThat(cart.matches().get(0).path().prefix()).isEqualTo("/cart");
    assertThat(cart.matches().get(0).headers().get(1).present()).isFalse();
    assertThat(cart.backends())
        .containsExactly(
            new BackendSpec("cart", new IntOrString("http"), 9, null, null, null, null, null, null),
            new BackendSpec(
                "cart-next",
                new IntOrString(8080),
                null,
                "web-next",
                "HTTP2",
                null,
                1,
                null,
                null));
    assertThat(cart.timeouts().connect()).isEqualTo("1.5s");
    assertThat(cart.redirect()).isNull();
  }

  @Test
  void what_is_written_is_what_was_read() throws IOException {
    ApiRoute route = example();
    ApiRoute again = Serialization.unmarshal(Serialization.asYaml(route), ApiRoute.class);
    assertThat(again.getSpec()).isEqualTo(route.getSpec());
  }

  @Test
  void absent_fields_are_not_written() {
    ApiRoute route =
        Serialization.unmarshal(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: ApiRoute
            spec: {rules: [{name: all, respond: {}}]}
            """,
            ApiRoute.class);
    assertThat(Serialization.asJson(route.getSpec()))
        .isEqualTo("{\"rules\":[{\"name\":\"all\",\"respond\":{}}]}");
  }

  @Test
  void fields_of_a_newer_version_are_ignored() {
    ApiRoute route =
        Serialization.unmarshal(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: ApiRoute
            spec: {later: 1, rules: [{name: all, retry: {n: 1}}]}
            """,
            ApiRoute.class);
    assertThat(route.getSpec().rules().get(0).name()).isEqualTo("all");
  }

  @Test
  void the_crd_is_packed_with_the_types() {
    assertThat(ApiRoute.class.getResource("/dev/sluice/crds/apiroutes.sluice.dev.yaml"))
        .isNotNull();
  }
}
