package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a user sees who applies a policy. */
@WithFleet
final class LimitedRouteIT {
  private static final String HOST = "calm.test";
  private final Fleet fleet;

  LimitedRouteIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @Test
  void each_data_plane_enforces_its_share_when_kubectl_wait_returns() throws Exception {
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: calm, namespace: web}
        spec:
          hostnames: [calm.test]
          rules:
          - {name: all, respond: {body: calm}}
        """);
    fleet.cluster.waitProgrammed("calm");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          dataPlane.pod() + " knows of the other",
          Duration.ofSeconds(40),
          () ->
              Connection.once(dataPlane.adminPort(), "localhost", "/snapshot")
                  .body()
                  .contains("\"dataPlanes\":2"));
    }
    apply(policy("requests: 8, per: 1h"));
    fleet.cluster.run("-n", "web", "wait", "--for=condition=Enforced", "rlp/calm", "--timeout=40s");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      assertThat(passed(dataPlane, 6)).as(dataPlane.pod()).isEqualTo(4);
    }

    // A broken one is not a missing one.
    apply(policy("requests: 8, per: 1h, key: [{path: {capture: id}}]"));
    Await.until(
        "the rule answers 500",
        Duration.ofSeconds(40),
        () -> Connection.once(fleet.servicePort(), HOST, "/").status() == 500);
    assertThat(fleet.cluster.run("-n", "web", "get", "rlp", "calm", "-o", "yaml"))
        .contains("its key needs the capture id");

    fleet.cluster.run("-n", "web", "delete", "rlp", "calm");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          dataPlane.pod() + " limits nothing",
          Duration.ofSeconds(40),
          () -> Connection.once(dataPlane.httpPort(), HOST, "/").status() == 200);
      assertThat(passed(dataPlane, 12)).isEqualTo(12);
    }
    fleet.cluster.removeRoute("calm");
  }

  private static int passed(DataPlaneProcess dataPlane, int requests) throws IOException {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      int status = Connection.once(dataPlane.httpPort(), HOST, "/").status();
      assertThat(status).isIn(200, 429);
      passed += status == 200 ? 1 : 0;
    }
    return passed;
  }

  private void apply(String manifest) {
    assertThat(fleet.cluster.kubectl.feed(manifest, "apply", "-f", "-").ok()).isTrue();
  }

  private static String policy(String limit) {
    return """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: calm, namespace: web}
        spec:
          targetRefs: [{name: calm}]
          limits: [{name: all, %s}]
        """
        .formatted(limit);
  }
}
