package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a user sees who applies a route. */
@WithFleet
final class AppliedRouteIT {
  private final Fleet fleet;

  AppliedRouteIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @Test
  void an_applied_route_is_served_by_every_data_plane_when_kubectl_wait_returns() throws Exception {
    String manifest =
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: hello, namespace: web}
        spec:
          hostnames: [hello.test]
          rules:
          - name: all
            respond: {body: hello}
        """;
    assertThat(fleet.cluster.kubectl.feed(manifest, "apply", "-f", "-").output())
        .isEqualTo("apiroute.sluice.dev/hello created\n");
    fleet.cluster.waitProgrammed("hello");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Connection.Answer answer = Connection.once(dataPlane.httpPort(), "hello.test", "/");
      assertThat(answer.status() + " " + answer.body()).as(dataPlane.pod()).isEqualTo("200 hello");
    }
    fleet.cluster.removeRoute("hello");
  }
}
