package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Route;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are held to an OpenAPI document. */
class OpenApiCheckTest {
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String PET = "{ \"name\":\"Re\\u0078\",\n \"age\": 1.0e0}";

  private final Queue<String> got = new ConcurrentLinkedQueue<>();
  private Running running;
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend =
        new Backend(
            connection -> {
              for (String all = connection.request(); all != null; all = connection.request()) {
                got.add(all);
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    serve(pets("3.1.0"), null, 64 << 10);
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    running.close();
  }

  private static Document pets(String version) {
    String nullable =
        version.startsWith("3.0")
            ? "{'type':'integer','minimum':0,'exclusiveMinimum':true,'nullable':true}"
            : "{'type':['integer','null'],'exclusiveMinimum':0}";
    return Document.of(
        """
        {'openapi': '%s', 'servers': [{'url': 'https://pets.example.com/v1'}],
         'paths': {
           '/pets': {
             'get': {'parameters': [
               {'name':'limit','in':'query','required':true,'schema':{'type':'integer','maximum':100}},
               {'name':'tag','in':'query','schema':{'type':'array','items':{'type':'string','maxLength':3}}},
               {'name':'X-Page','in':'header','schema':{'type':'integer'}},
               {'name':'session','in':'cookie','schema':{'type':'string','pattern':'^[a-z]+$'}}]},
             'post': {'requestBody': {'required': true, 'content': {
               'application/json': {'schema': {'$ref': '#/components/schemas/Pet'}},
               'application/x-www-form-urlencoded': {'schema': {'$ref': '#/components/schemas/Short'}},
               'image/*': {}}}},
             'put': {'requestBody': {'content': {'application/json': {'schema': {'type':'object'}}}}}},
           '/pets/{id}': {
             'parameters': [{'name':'id','in':'path','required':true,'schema':{'type':'integer'}}],
             'get': {}, 'delete': {}}},
         'components': {'schemas': {
           'Id': {'type':'integer', 'readOnly': true},
           'Short': {'type':'object', 'required':['name'], 'properties': {
             'name': {'type':'string'}, 'age': {'type':'integer'}}},
           'Pet': {'type':'object', 'required':['id','name'], 'additionalProperties': false,
             'properties': {'id': {'$ref':'#/components/schemas/Id'}, 'name': {'type':'string'},
               'age': %s, 'young': {'type':'array','items':{'$ref':'#/components/schemas/Pet'}}}}}}}
        """
            .formatted(version, nullable)
            .replace('\'', '"'));
  }

  private static Route held(Document document, @Nullable String basePath, int most) {
    return Running.route(
        "a.test",
        Running.rule(
            "r",
            Running.ANY,
            Running.proxy(),
            new OpenApiCheck(document.id(), "ConfigMap test/pets pets.yaml", basePath, most),
            new Rewrite(null, new PathRewrite.Full("/inside"))));
  }

  private void serve(Document document, @Nullable String basePath, int most) throws Exception {
    assertThat(running.apply(Running.endpoints(backend), document, held(document, basePath, most)))
        .isEmpty();
  }

  private String ask(String line, String fields, String body) throws Exception {
    return running.exchange(
        line + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n" + fields + "\r\n" + body);
  }

  private String get(String target) throws Exception {
    return ask("GET " + target, "", "");
  }

  private String post(String fields, String body) throws Exception {
    return ask("POST /v1/pets", fields + "Content-Length: " + body.length() + "\r\n", body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.0.3", "3.1.0"})
  void a_request_that_is_described_passes_byte_for_byte(String version) throws Exception {
    serve(pets(version), null, 64 << 10);
    assertThat(post(JSON, PET)).startsWith("HTTP/1.1 200 ").endsWith("ok");
    assertThat(got.remove())
        .startsWith("POST /inside HTTP/1.1\r\n")
        .containsIgnoringCase("content-length: " + PET.length() + "\r\n")
        .endsWith("\r\n\r\n" + PET);
    assertThat(post("Content-Type: Application/JSON; charset=UTF-8\r\n", PET))
        .startsWith("HTTP/1.1 200 ");
    assertThat(post(JSON, "{\"name\":\"a\",\"age\":null}")).startsWith("HTTP/1.1 200 ");
    assertThat(post(FORM, "name=Rex&age=2")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/v1/pets?limit=5&tag=a&tag=b&other=%zz")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/v1/pets/7")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("HEAD /v1/pets/7", "", "")).startsWith("HTTP/1.1 200 ");
    assertThat(got).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.0.3", "3.1.0"})
  void a_body_that_does_not_meet_its_schema_is_refused_and_the_client_told_where(String version)
      throws Exception {
    serve(pets(version), null, 64 << 10);
    assertThat(post(JSON, "{\"id\":1,\"age\":0,\"young\":[{}],\"s3cret\":\"s3cret\"}"))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-sluice-error: body_invalid\r\n", "application/problem+json")
        .contains("{\"pointer\":\"\",\"keyword\":\"required\",\"property\":\"name\"}")
        .contains("{\"pointer\":\"/id\",\"keyword\":\"readOnly\"}")
        .contains("{\"pointer\":\"/age\",\"keyword\":\"exclusiveMinimum\"}")
        .contains("{\"pointer\":\"/young/0\",\"keyword\":\"required\",\"property\":\"name\"}")
        .contains("\"keyword\":\"additionalProperties\",\"property\":\"s3cret\"");
    assertThat(post(FORM, "name=a&age=x"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"pointer\":\"/age\",\"keyword\":\"type\"}");
    assertThat(post(FORM, "name=%ff")).startsWith("HTTP/1.1 400 ").contains("body_malformed");
    assertThat(post(JSON, "{\"name\":\"a\",\"name\":\"b\"}")).contains("body_malformed");
    assertThat(got).isEmpty();
  }

  @Test
  void what_is_not_described_is_not_there() throws Exception {
    assertThat(get("/pets?limit=5")).startsWith("HTTP/1.1 404 ").contains("path_unknown");
    assertThat(get("/v1/pets/")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("DELETE /v1/pets", "", ""))
        .startsWith("HTTP/1.1 405 ")
        .contains("x-sluice-error: method_unknown\r\n")
        .contains("allow: GET, HEAD, POST, PUT\r\n");
    assertThat(ask("OPTIONS /v1/pets", "", "")).startsWith("HTTP/1.1 405 ");
    assertThat(got).isEmpty();
    String preflight = "Origin: https://b.test\r\nAccess-Control-Request-Method: DELETE\r\n";
    assertThat(ask("OPTIONS /v1/pets/7", preflight, "")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("OPTIONS /v1/pets", preflight, "")).startsWith("HTTP/1.1 405 ");
    assertThat(ask("OPTIONS /v1/none", preflight, "")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void parameters_are_checked_wherever_they_stand() throws Exception {
    assertThat(get("/v1/pets"))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-sluice-error: parameters_invalid\r\n")
        .contains(
            "\"errors\":[{\"in\":\"query\",\"name\":\"limit\",\"pointer\":\"\",\"keyword\":\"required\"}]");
    assertThat(
            ask(
                "GET /v1/pets?limit=101&tag=a&tag=long",
                "X-Page: s3cret\r\nCookie: session=S3CRET\r\n",
                ""))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"name\":\"limit\",\"pointer\":\"\",\"keyword\":\"maximum\"}")
        .contains("\"name\":\"tag\",\"pointer\":\"/1\",\"keyword\":\"maxLength\"}")
        .contains("{\"in\":\"header\",\"name\":\"X-Page\",\"pointer\":\"\",\"keyword\":\"type\"}")
        .contains(
            "{\"in\":\"cookie\",\"name\":\"session\",\"pointer\":\"\",\"keyword\":\"pattern\"}")
        .doesNotContainIgnoringCase("s3cret");
    assertThat(get("/v1/pets?limit=1&limit=999")).contains("\"keyword\":\"repeated\"");
    assertThat(get("/v1/pets/rex"))
        .contains("{\"in\":\"path\",\"name\":\"id\",\"pointer\":\"\",\"keyword\":\"type\"}");
    assertThat(got).isEmpty();
  }

  @Test
  void parameters_that_take_long_are_checked_elsewhere_and_not_without_end() throws Exception {
    Document slow =
        Document.of(
            """
            {"openapi":"3.1.0","paths":{"/":{"get":{"parameters":[
              {"name":"p","in":"query","schema":{"type":"string","pattern":"%s"}}]}}}}
            """
                .formatted("(a?){40}".repeat(10) + "b"));
    serve(slow, null, 64);
    assertThat(get("/?p=" + "a".repeat(800) + "b")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/?p=" + "a".repeat(800)))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"keyword\":\"pattern\"");
    String both =
        "{\"properties\":{\"a\":{\"$ref\":\"#/components/schemas/s\"}},\"required\":[\"z\"]}";
    Document endless =
        Document.of(
            """
            {"openapi":"3.1.0","components":{"schemas":{"s":{"anyOf":[%s,%s]}}},"paths":{"/":{"get":{
              "parameters":[{"name":"p","in":"query","content":{"application/json":{
                "schema":{"$ref":"#/components/schemas/s"}}}}]}}}}
            """
                .formatted(both, both));
    serve(endless, null, 64);
    String deep = "%7B%22a%22:".repeat(90) + "1" + "%7D".repeat(90);
    assertThat(get("/?p=" + deep)).startsWith("HTTP/1.1 400 ").contains("parameters_too_complex");
    assertThat(get("/?p=%7B%22z%22:1%7D")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_body_is_of_a_type_that_is_described() throws Exception {
    for (String fields :
        new String[] {"", "Content-Type: text/plain\r\n", JSON + "Content-Type: text/plain\r\n"}) {
      assertThat(post(fields, PET))
          .as(fields)
          .startsWith("HTTP/1.1 415 ")
          .contains("body_type_unknown")
          .contains("accept: application/json, application/x-www-form-urlencoded, image/*\r\n");
    }
    for (String fields :
        new String[] {
          "Content-Type: application/json; charset=utf-16\r\n", JSON + "Content-Encoding: gzip\r\n"
        }) {
      assertThat(post(fields, PET))
          .as(fields)
          .startsWith("HTTP/1.1 415 ")
          .contains("body_unreadable");
    }
    assertThat(got).isEmpty();
  }

  @Test
  void what_has_no_schema_passes_as_it_is_however_large() throws Exception {
    serve(pets("3.1.0"), null, 64);
    String image = "x".repeat(100_000);
    assertThat(post("Content-Type: image/png\r\n", image)).startsWith("HTTP/1.1 200 ");
    assertThat(got.element()).endsWith("\r\n\r\n" + image);
    assertThat(post(JSON, "{\"name\":\"" + image + "\"}")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void a_body_is_there_where_it_is_required_and_only_where_it_is_described() throws Exception {
    assertThat(ask("POST /v1/pets", "", "")).startsWith("HTTP/1.1 400 ").contains("body_missing");
    String chunked = "Transfer-Encoding: chunked\r\n";
    for (String fields : new String[] {chunked, JSON + chunked}) {
      assertThat(ask("POST /v1/pets", fields, "0\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("body_missing");
    }
    assertThat(ask("DELETE /v1/pets/7", JSON + "Content-Length: 2\r\n", "{}"))
        .startsWith("HTTP/1.1 400 ")
        .contains("body_unexpected");
    assertThat(ask("DELETE /v1/pets/7", chunked, "2\r\n{}\r\n0\r\n\r\n"))
        .contains("body_unexpected");
    assertThat(got).isEmpty();
    assertThat(ask("DELETE /v1/pets/7", chunked, "0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("PUT /v1/pets", "", "")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("PUT /v1/pets", chunked, "0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("PUT /v1/pets", JSON + chunked, "2\r\n{}\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(got).hasSize(4);
  }

  @Test
  void over_http2_it_is_the_same() throws Exception {
    try (Http2Client client = new Http2Client(running.plane.httpPort())) {
      assertThat(client.status("POST", "/v1/pets", 5))
          .startsWith("415 ")
          .contains("body_type_unknown");
      assertThat(client.status("POST", "/v1/none", 5)).startsWith("404 ");
    }
    assertThat(got).isEmpty();
  }

  @Test
  void a_document_that_changes_holds_from_the_swap_on_and_so_does_its_base_path() throws Exception {
    assertThat(get("/v1/pets/7")).startsWith("HTTP/1.1 200 ");
    serve(pets("3.1.0"), "/v2", 64);
    assertThat(get("/v1/pets/7")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/v2/pets/7")).startsWith("HTTP/1.1 200 ");
    serve(Document.of("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{}}}}"), null, 64);
    assertThat(get("/v2/pets/7")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/a")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_rule_whose_document_is_missing_is_not_taken_and_the_one_before_stays() throws Exception {
    Document other = Document.of("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{}}}}");
    assertThat(running.apply(Running.endpoints(backend), held(other, null, 64)))
        .containsOnlyKeys(EntryKey.route(new RouteId("test", "a.test")));
    assertThat(get("/v1/pets/7")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/a")).startsWith("HTTP/1.1 404 ");
  }
}
