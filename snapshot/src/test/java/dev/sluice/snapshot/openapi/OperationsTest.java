package dev.sluice.snapshot.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which operation a request asks for. */
final class OperationsTest {
  private static String capture(String name) {
    return "{'name':'" + name + "','in':'path','required':true,'schema':{'type':'string'}}";
  }

  private static String get(String path, String... captures) {
    StringBuilder all = new StringBuilder();
    for (String capture : captures) {
      all.append(all.isEmpty() ? "" : ",").append(capture(capture));
    }
    return "'" + path + "':{'get':{'parameters':[" + all + "]}}";
  }

  private static Requests paths(String... paths) {
    return Requests.path("3.0.3", String.join(",", paths));
  }

  @Test
  void the_path_decides_and_then_the_method() {
    Requests api =
        Requests.path(
            "3.1.0",
            "'/pets':{'get':{},'post':{'operationId':'create'}},"
                + "'/pets/mine':{'get':{}},"
                + "'/pets/{id}':{'parameters':["
                + capture("id")
                + "],'delete':{},'get':{}}");
    assertThat(api.which("POST", "/pets")).isEqualTo("POST /pets (create)");
    assertThat(api.which("GET", "/pets/mine")).isEqualTo("GET /pets/mine");
    assertThat(api.which("GET", "/pets/7")).isEqualTo("GET /pets/{id}");
    assertThat(api.which("HEAD", "/pets/7")).isEqualTo("GET /pets/{id}");
    assertThat(api.which("PUT", "/pets/7")).isEqualTo("405 DELETE, GET, HEAD");
    assertThat(api.which("DELETE", "/pets/mine")).isEqualTo("405 GET, HEAD");
    for (String path : new String[] {"/", "/pet", "/pets/", "/pets/7/", "/pets/7/x", "/PETS"}) {
      assertThat(api.which("GET", path)).as(path).isEqualTo("404");
    }
  }

  @Test
  void what_is_written_out_comes_first_and_what_leaves_less_open() {
    Requests api =
        paths(
            get("/a/{x}/c", "x"),
            get("/a/b/d"),
            get("/a/{name}.{format}/c", "name", "format"),
            get("/a/{id}:cancel", "id"),
            get("/a/{id}", "id"));
    assertThat(api.which("GET", "/a/b/c")).isEqualTo("GET /a/{x}/c");
    assertThat(api.which("GET", "/a/b/d")).isEqualTo("GET /a/b/d");
    assertThat(api.which("GET", "/a/report.tar.gz/c")).isEqualTo("GET /a/{name}.{format}/c");
    assertThat(api.which("GET", "/a/.gz/c")).isEqualTo("GET /a/{x}/c");
    assertThat(api.which("GET", "/a/7:cancel")).isEqualTo("GET /a/{id}:cancel");
    assertThat(api.which("GET", "/a/:cancel")).isEqualTo("GET /a/{id}");
    assertThat(api.which("GET", "/a/7")).isEqualTo("GET /a/{id}");
  }

  @Test
  void captures_take_as_little_as_they_can_and_the_last_one_the_rest() {
    Requests api =
        Requests.path(
            "3.1.0",
            "'/{a}-{b}.x':{'get':{'parameters':["
                + "{'name':'a','in':'path','required':true,'schema':{'const':'p'}},"
                + "{'name':'b','in':'path','required':true,'schema':{'const':'q-r'}}]}}");
    assertThat(api.head("/p-q-r.x")).isEmpty();
    assertThat(api.head("/p-q.x")).isEqualTo("path b const");
    assertThat(api.head("/p-.x")).isEqualTo("404");
    assertThat(api.head("/p-q-r.y")).isEqualTo("404");
  }

  @Test
  void paths_are_compared_as_they_come_normalised() {
    Requests api = paths(get("/caf\u00e9/%7euser/{id}", "id"));
    assertThat(api.which("GET", "/caf%C3%A9/~user/1")).startsWith("GET /caf");
  }

  @Test
  void the_path_of_the_first_server_stands_before_all_paths() {
    String doc =
        "{'openapi':'3.0.0','servers':[{'url':'https://{env}.example.com/{v}/',"
            + "'variables':{'env':{'default':'prod'},'v':{'default':'v1'}}},{'url':'/other'}],"
            + "'paths':{'/pets':{'get':{},'put':{'servers':[{'url':'/v3'}]}},"
            + "'/old':{'servers':[{'url':'https://a.example.com'}],'get':{}}}}";
    Requests api = Requests.of(doc, null);
    assertThat(api.which("GET", "/v1/pets")).isEqualTo("GET /v1/pets");
    assertThat(api.which("PUT", "/v3/pets")).isEqualTo("PUT /v3/pets");
    assertThat(api.which("PUT", "/v1/pets")).isEqualTo("405 GET, HEAD");
    assertThat(api.which("GET", "/old")).isEqualTo("GET /old");
    assertThat(api.which("GET", "/pets")).isEqualTo("404");
    Requests other = Requests.of(doc, "/api/");
    assertThat(other.which("PUT", "/api/pets")).isEqualTo("PUT /api/pets");
    assertThat(other.which("GET", "/api/old")).isEqualTo("GET /api/old");
    assertThat(Requests.of(doc, "/").which("GET", "/pets")).isEqualTo("GET /pets");
  }

  @Test
  void of_many_paths_each_is_found() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      all.append(i == 0 ? "" : ",").append(get("/r" + i % 50 + "/s" + i + "/{id}", "id"));
    }
    Requests api = Requests.path("3.1.0", all.toString());
    for (int i = 0; i < 1_000; i++) {
      assertThat(api.which("GET", "/r" + i % 50 + "/s" + i + "/x")).contains("/s" + i + "/");
    }
    assertThat(api.which("GET", "/r1/s2/x")).isEqualTo("404");
  }

  @Test
  void items_of_paths_may_stand_elsewhere() {
    Requests api =
        Requests.of(
            "{'openapi':'3.1.0','components':{'pathItems':{'p':{'get':{}}}},"
                + "'paths':{'/a':{'$ref':'#/components/pathItems/p'},'x-b':5}}",
            null);
    assertThat(api.which("GET", "/a")).isEqualTo("GET /a");
  }
}
