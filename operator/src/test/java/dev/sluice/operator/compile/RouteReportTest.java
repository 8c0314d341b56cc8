package dev.sluice.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.RouteId;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RouteReportTest {
  @Test
  void a_backend_that_nobody_serves_is_a_warning_in_resolved_refs() throws IOException {
    RouteReport report =
        GoldenTest.compile(GoldenTest.CASES.resolve("backends"))
            .reports()
            .get(new RouteId("web", "shop"));
    assertThat(report.resolvedRefs(port -> true)).isEqualTo(report.resolvedRefs());
    assertThat(report.resolvedRefs(port -> !port.service().equals("cart-next")))
        .isEqualTo(
            new Condition(
                true, "NoReadyEndpoints", "rule cart: web/cart-next:8080 has no ready endpoint"));
  }
}
