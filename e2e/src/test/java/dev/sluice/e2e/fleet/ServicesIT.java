package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Services of every kind, and endpoints in every condition. No controller runs: slices are written
 * as Kubernetes' own would write them, or as a user would by hand.
 */
@WithFleet
final class ServicesIT {
  private static final String HOST = "services.test";
  private static final String READY = "ready: true, serving: true, terminating: false";
  private static final String NOT_READY = "ready: false, serving: false, terminating: false";
  private static final String LEAVING = "ready: false, serving: true, terminating: true";
  private static final String GONE = "ready: false, serving: false, terminating: true";

  private final Fleet fleet;

  ServicesIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("services");
  }

  /** A Service, and a route to it. */
  private void service(String name, String spec) {
    fleet.cluster.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: web}
        spec: {%s}
        """
            .formatted(name, spec));
    fleet.cluster.route("services", HOST, Rule.backends("load", "/load", name));
  }

  /** One slice for each of the backends, in this order, in these conditions. */
  private void slices(String service, String labels, String... conditions) {
    for (int i = 0; i < conditions.length; i++) {
      Backend backend = fleet.backends.get(i);
      fleet.cluster.apply(
          """
          apiVersion: discovery.k8s.io/v1
          kind: EndpointSlice
          metadata:
            name: %s-%d
            namespace: web
            labels: {kubernetes.io/service-name: %s%s}
          addressType: IPv4
          ports: [{name: http, port: %d}]
          endpoints: [{addresses: [%s], conditions: {%s}}]
          """
              .formatted(
                  service, i, service, labels, backend.port(), backend.address(), conditions[i]));
    }
  }

  /** Who answers, everywhere, at last; and then nobody else does. */
  private void answeredBy(String... names) throws Exception {
    Set<String> expected = new TreeSet<>(Arrays.asList(names));
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          dataPlane.pod() + " asks " + expected,
          Duration.ofSeconds(20),
          () -> asked(dataPlane).equals(expected));
      assertThat(expected).containsAll(asked(dataPlane));
    }
  }

  private static Set<String> asked(DataPlaneProcess dataPlane) throws IOException {
    Set<String> asked = new TreeSet<>();
    for (int i = 0; i < 24; i++) {
      Connection.Answer answer = Connection.once(dataPlane.httpPort(), HOST, "/load");
      asked.add(answer.headers().getOrDefault("x-backend", Integer.toString(answer.status())));
    }
    return asked;
  }

  @Test
  void a_headless_service_is_reached_at_its_pods() throws Exception {
    service("headless", "clusterIP: None, ports: [{name: http, port: 80, targetPort: web}]");
    slices("headless", ", service.kubernetes.io/headless: ''", READY, READY, NOT_READY);
    fleet.cluster.waitProgrammed("services");
    answeredBy("b0", "b1");
  }

  @Test
  void a_service_without_pods_is_where_somebody_has_written_that_it_is() throws Exception {
    service("by-hand", "ports: [{name: http, port: 80}]");
    slices("by-hand", ", endpointslice.kubernetes.io/managed-by: staff", READY);
    fleet.cluster.waitProgrammed("services");
    answeredBy("b0");
    // A slice may leave its conditions out: then the endpoint is ready.
    slices("by-hand", "", "", "");
    answeredBy("b0", "b1");
  }

  @Test
  void an_external_name_is_asked_where_the_admin_allows_it() throws Exception {
    service(
        "external",
        "type: ExternalName, externalName: localhost, ports: [{name: http, port: %d}]"
            .formatted(fleet.backends.get(1).port()));
    fleet.cluster.waitProgrammed("services");
    answeredBy("b1");
  }

  @Test
  void a_pod_on_its_way_out_is_asked_only_while_none_is_ready() throws Exception {
    service("leaving", "ports: [{name: http, port: 80}]");
    slices("leaving", "", READY, LEAVING, NOT_READY);
    fleet.cluster.waitProgrammed("services");
    answeredBy("b0");
    slices("leaving", "", LEAVING, LEAVING, NOT_READY);
    answeredBy("b0", "b1");
    slices("leaving", "", GONE, LEAVING, NOT_READY);
    answeredBy("b1");
    slices("leaving", "", GONE, LEAVING, READY);
    answeredBy("b2");
    slices("leaving", "", GONE, GONE, NOT_READY);
    answeredBy("503");
  }

  @Test
  void a_service_that_publishes_pods_before_they_are_ready_gets_them() throws Exception {
    service("early", "publishNotReadyAddresses: true, ports: [{name: http, port: 80}]");
    // What the controller writes then: ready, whatever the pod says; the truth is in the others.
    slices(
        "early",
        "",
        "ready: true, serving: false, terminating: false",
        "ready: true, serving: false, terminating: true");
    fleet.cluster.waitProgrammed("services");
    answeredBy("b0", "b1");
  }
}
