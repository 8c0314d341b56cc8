package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.Kubectl;
import dev.sluice.crds.kube.NeedsKubeApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRD on a real API server, as a user with kubectl meets it. */
@NeedsKubeApi
final class ApiRouteCrdIT {
  private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));
  private static final String EXPECT = "# expect: ";

  private static KubeApi api;
  private static Kubectl kubectl;

  @BeforeAll
  static void install() {
    api = KubeApi.start();
    kubectl = api.kubectl();
    Kubectl.Result applied =
        kubectl.run("apply", "-f", ROOT.resolve("helm/sluice/crds").toString());
    assertThat(applied.ok()).as(applied.output()).isTrue();
    Kubectl.Result served =
        kubectl.run(
            "wait", "--for=condition=Established", "--timeout=60s", "crd/apiroutes.sluice.dev");
    assertThat(served.ok()).as(served.output()).isTrue();
  }

  @AfterAll
  static void end() {
    if (api != null) {
      api.close();
    }
  }

  @Test
  void the_schema_is_structural_and_its_names_are_accepted() {
    String crd = kubectl.run("get", "crd", "apiroutes.sluice.dev", "-o", "yaml").output();
    assertThat(crd).contains("type: NamesAccepted").doesNotContain("NonStructuralSchema");
  }

  @ParameterizedTest
  @MethodSource("good")
  void a_good_object_is_taken(Path object) {
    Kubectl.Result applied = kubectl.run("apply", "-f", object.toString());
    assertThat(applied.ok()).as(applied.output()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_bad_object_is_refused_with_what_to_write_instead(Path object) throws IOException {
    String expected = Files.readAllLines(object).get(0).substring(EXPECT.length());
    Kubectl.Result applied = kubectl.run("apply", "-f", object.toString());
    assertThat(applied.ok()).as(applied.output()).isFalse();
    assertThat(applied.output()).contains(expected);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_bad_object_is_refused_by_server_side_apply_too(Path object) {
    Kubectl.Result applied = kubectl.run("apply", "--server-side", "-f", object.toString());
    assertThat(applied.ok()).as(applied.output()).isFalse();
  }

  @Test
  void what_is_in_force_by_default_can_be_read() {
    Kubectl.Result applied =
        kubectl.feed(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: ApiRoute
            metadata: {name: defaults}
            spec:
              hostnames: [shop.example.com]
              tls: {secrets: [{name: a}]}
              rules:
              - {name: one, backends: [{service: cart, port: http}], timeouts: {request: 5s}}
              - {name: two, redirect: {scheme: https}}
              - {name: three, respond: {}}
            """,
            "apply",
            "-f",
            "-");
    assertThat(applied.ok()).as(applied.output()).isTrue();
    String stored = kubectl.run("get", "ar", "defaults", "-o", "jsonpath={.spec}").output();
    assertThat(stored)
        .contains("\"gateways\":[\"default\"]")
        .contains(
            "\"defaults\":{\"timeouts\":{\"connect\":\"2s\",\"idle\":\"60s\",\"request\":\"30s\"}}")
        .contains("\"redirect\":false")
        .contains("\"weight\":1")
        .contains("\"status\":302")
        .contains("\"status\":200")
        .contains("\"timeouts\":{\"connect\":\"2s\",\"idle\":\"60s\",\"request\":\"5s\"}");
  }

  @Test
  void get_shows_hostnames_rules_and_conditions() {
    kubectl.run("apply", "-f", objects("good").resolve("smallest.yaml").toString());
    String status =
        """
        {"status": {"observedGeneration": 1, "rules": 1, "hostnames": "shop.example.com + 1", "dataPlanes": "2/2",
          "conditions": [
            {"type": "Accepted", "status": "True", "reason": "Accepted", "message": "1 rule",
             "observedGeneration": 1, "lastTransitionTime": "2026-01-02T03:04:05Z"},
            {"type": "Programmed", "status": "False", "reason": "Pending", "message": "",
             "observedGeneration": 1, "lastTransitionTime": "2026-01-02T03:04:05Z"}]}}
        """;
    Kubectl.Result patched =
        kubectl.run(
            "patch", "ar", "smallest", "--subresource=status", "--type=merge", "-p", status);
    assertThat(patched.ok()).as(patched.output()).isTrue();
    List<String> plain = kubectl.run("get", "ar", "smallest").output().lines().toList();
    assertThat(plain.get(0).split("\\s{2,}"))
        .startsWith("NAME", "HOSTNAMES", "RULES", "ACCEPTED", "PROGRAMMED", "AGE");
    assertThat(plain.get(1).split("\\s{2,}"))
        .startsWith("smallest", "shop.example.com + 1", "1", "True", "False");
    assertThat(kubectl.run("get", "ar", "-o", "wide").output()).contains("DATA PLANES");
    assertThat(kubectl.run("get", "sluice").output()).contains("smallest");
    assertThat(
            kubectl.run("wait", "--for=condition=Accepted", "--timeout=5s", "ar/smallest").output())
        .contains("condition met");
  }

  @Test
  void explain_describes_a_field() {
    assertThat(kubectl.run("explain", "apiroute.spec.rules.backends.weight").output())
        .contains("Share of the requests");
  }

  static Stream<Path> good() {
    return files("good");
  }

  static Stream<Path> bad() {
    return files("bad");
  }

  private static Path objects(String kind) {
    return ROOT.resolve("crds/src/test/resources/objects").resolve(kind);
  }

  private static Stream<Path> files(String kind) {
    try (Stream<Path> files = Files.list(objects(kind))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
