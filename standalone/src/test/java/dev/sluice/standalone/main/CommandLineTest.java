package dev.sluice.standalone.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandLineTest {
  private static final String QUICKSTART = "../examples/quickstart";

  private static final String LIMITED =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ApiRoute
      metadata: {name: app}
      spec:
        hostnames: [app.localhost]
        rules:
        - {name: all, respond: {}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: calm}
      spec:
        targetRefs: [{name: app}]
        limits:
        - {name: posts, requests: 5, per: 1m, when: {methods: [POST]}}
        - {name: all, requests: 50, per: 1m}
      """;

  @TempDir private Path folder;

  private record Said(int exit, String out, String err) {}

  @Test
  void validate_shows_conditions() {
    Said said = type("validate", QUICKSTART);
    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .isEqualTo(
            """
            ROUTE         HOSTNAMES       RULES  ACCEPTED  RESOLVEDREFS
            default/shop  shop.localhost  5      True      True
            """);
    assertThat(said.exit()).isEqualTo(0);
  }

  @Test
  void validate_fails_where_something_is_not_accepted() throws IOException {
    write(
        "routes.yaml",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: good, namespace: web}
        spec:
          hostnames: [good.example.com]
          rules:
          - {name: all, backends: [{service: nowhere, port: 80}]}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: bad, namespace: web}
        spec:
          rules:
          - name: all
            respond: {}
            redirect: {scheme: https}
        """);
    Said said = type("validate", folder.toString());
    assertThat(said.out().replace(folder + "/", ""))
        .isEqualTo(
            """
            ROUTE     HOSTNAMES         RULES  ACCEPTED       RESOLVEDREFS
            web/bad   -                 -      False Invalid  -
            web/good  good.example.com  1      True           False BackendNotFound

            web/bad Accepted Invalid: routes.yaml:14: spec.rules[0]: a rule has exactly one action: write one of backends, redirect and respond; the route is not served
            web/good ResolvedRefs BackendNotFound: rule all: Service web/nowhere not found; the rule answers 500

            routes.yaml:7: spec.rules[0].backends[0].service: Service web/nowhere not found; the rule answers 500
            routes.yaml:14: spec.rules[0]: a rule has exactly one action: write one of backends, redirect and respond
            """);
    assertThat(said.exit()).isEqualTo(1);
  }

  @Test
  void explain_tells_the_winner_and_its_work() {
    assertThat(type("explain", QUICKSTART, "GET http://shop.localhost:8080/cart/7?x=1").out())
        .isEqualTo(
            """
            GET http://shop.localhost:8080/cart/7?x=1

            The host belongs to shop.localhost; its matches, the nearest first:
              no   default/shop/hello   path is /cart/7, rule wants exactly /hello
              no   default/shop/orders  path is /cart/7, rule wants the template /users/{id}/orders/{rest=**}
              no   default/shop/canary  header x-canary is absent, rule wants '1'
              yes  default/shop/cart

            What it does:
              request      set x-shop: cart for {client.address}
              response     set x-served-by: sluice
              backend      9 of 10 to default/cart:80 HTTP1: 127.0.0.1:17801
              backend      1 of 10 to default/cart:81 HTTP1: 127.0.0.1:17802
              timeouts     request 30s, connect 2s, idle 60s
            """);
  }

  @Test
  void explain_fills_captures_in() {
    assertThat(type("explain", QUICKSTART, "http://shop.localhost/users/7/orders/2026/11").out())
        .contains(
            """
            What it does:
              rewrite      path /v2/orders/2026/11
              request      set x-user: 7
              backend      default/users:80 HTTP1: 127.0.0.1:17803
              timeouts     request 30s, connect 2s, idle 60s
            """);
  }

  @Test
  void explain_tells_where_a_redirect_leads() {
    assertThat(type("explain", QUICKSTART, "GET http://shop.localhost:8080/old/cart?a=b").out())
        .endsWith("What it does:\n  redirect     301 to http://shop.localhost:8080/cart?a=b\n");
  }

  @Test
  void explain_tells_what_clients_must_show() {
    String folder = "../examples/client-certificates";
    assertThat(type("explain", folder, "https://partners.localhost:8443/").out())
        .contains(
            "  client       must show a certificate of ConfigMap default/partners-ca ca.crt; backends"
                + " are told its subject\n  backend ");
    assertThat(type("explain", folder, "http://partners.localhost:8080/").out())
        .endsWith("  client       gets 403: over plain HTTP it shows no certificate\n");
  }

  @Test
  void explain_tells_which_operation_a_request_is() {
    String folder = "../examples/validate";
    String at = " http://validate-openapi.localhost:8080/v1/";
    assertThat(type("explain", folder, "POST" + at + "pets").out())
        .contains(
            "  validate     it is POST /v1/pets (createPet) of ConfigMap default/petstore"
                + " openapi.yaml\n"
                + "  validate     a body must come, of application/json; one that is checked has up"
                + " to 16384 bytes\n"
                + "  backend ");
    assertThat(type("explain", folder, "HEAD" + at + "pets/7").out())
        .contains("it is GET /v1/pets/{id} of", "  validate     checked: path id\n")
        .contains("  validate     a body gets 400\n");
    assertThat(type("explain", folder, "PUT" + at + "pets/7").out())
        .endsWith("has this path for DELETE, GET, HEAD alone: the answer is 405\n");
    assertThat(type("explain", folder, "GET" + at + "owners").out())
        .endsWith("no such path in ConfigMap default/petstore openapi.yaml: the answer is 404\n");
  }

  @Test
  void explain_normalises_the_path_as_a_data_plane_does() {
    assertThat(type("explain", QUICKSTART, "GET http://shop.localhost/x/%2e%2e/c%61rt").out())
        .startsWith("GET http://shop.localhost/cart\n")
        .contains("  yes  default/shop/cart\n");
    assertThat(type("explain", QUICKSTART, "GET http://shop.localhost/../cart").err())
        .contains("is no valid path: the answer is 400");
  }

  @Test
  void explain_knows_that_a_route_without_tls_is_not_served_over_tls() {
    assertThat(type("explain", QUICKSTART, "GET https://shop.localhost/cart").out())
        .contains("its route has no tls: it is served over plain HTTP alone")
        .endsWith("None takes it: the answer is 404.\n");
  }

  @Test
  void validate_shows_a_policy_that_is_refused() throws IOException {
    write("limit.yaml", LIMITED.replace("requests: 5", "requests: many"));
    Said said = type("validate", folder.toString());
    assertThat(said.out())
        .containsPattern("default/calm +app +False Invalid")
        .contains("what it targets answers 500")
        .contains("default/app ResolvedRefs InvalidPolicy: rule all: ");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(type("explain", folder.toString(), "GET http://app.localhost/").out())
        .contains("  respond      500: ");
  }

  @Test
  void explain_leaves_out_a_limit_whose_condition_does_not_hold() throws IOException {
    write("limit.yaml", LIMITED);
    assertThat(type("explain", folder.toString(), "GET http://app.localhost/").out())
        .contains("  limit        default/calm posts: not for this request\n")
        .contains("  limit        default/calm all: 50 in 1m");
    assertThat(type("explain", folder.toString(), "POST http://app.localhost/").out())
        .contains("  limit        default/calm posts: 5 in 1m")
        .contains("  limit        default/calm all: 50 in 1m");
  }

  @Test
  void explain_tests_faults_on_the_headers_as_the_rule_has_edited_them() throws IOException {
    write(
        "faults.yaml",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: app}
        spec:
          rules:
          - name: sets
            matches: [{path: {prefix: /sets}}]
            backends: [{service: app, port: 80}]
            request: {headers: {set: [{name: x-chaos, value: "{header.x-mood}"}]}}
            faults: {abort: {status: 503}, when: {header: {name: x-chaos, exact: bad}}}
          - name: removes
            matches: [{path: {prefix: /removes}}]
            backends: [{service: app, port: 80}]
            request: {headers: {remove: [x-chaos]}}
            faults: {abort: {status: 503}, when: {header: {name: x-chaos, present: true}}}
        """);
    assertThat(type("explain", folder.toString(), "GET http://a/sets", "-H", "x-mood: bad").out())
        .contains("  faults       100 % get 503\n");
    assertThat(
            type("explain", folder.toString(), "GET http://a/removes", "-H", "x-chaos: on").out())
        .contains("  faults       none: not with this request's header x-chaos\n");
  }

  @Test
  void explain_tells_a_miss() {
    assertThat(type("explain", QUICKSTART, "GET http://other.localhost/").out())
        .endsWith("No route claims the host other.localhost: the answer is 404.\n");
    assertThat(type("explain", QUICKSTART, "GET http://shop.localhost/none").out())
        .endsWith("None takes it: the answer is 404.\n");
  }

  @Test
  void what_cannot_be_done_is_said_in_one_line() throws IOException {
    assertThat(type("validate", folder.resolve("nowhere").toString()).err())
        .isEqualTo("sluice: there is no folder " + folder.resolve("nowhere") + "\n");
    assertThat(type("validate", folder.toString()).err())
        .startsWith("sluice: " + folder + " holds");
    write("a.yaml", "{}");
    assertThat(type("validate", folder.resolve("a.yaml").toString()).err()).contains("is a file");
    assertThat(type("explain", folder.toString(), "GET /cart").err()).contains("is no URL");
    assertThat(type("explain", folder.toString(), "GET http://a/", "-H", "x").err())
        .contains("is no header");
    assertThat(type("validate", folder.resolve("nowhere").toString()).exit()).isEqualTo(2);
  }

  private static Said type(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = line.execute(words);
    return new Said(exit, out.toString(), err.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
