package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl and nghttp2's tools, where they are installed. */
class RealClientsTest {
  private Running running;
  private Recording backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend = new Recording();
    running.apply(
        Running.endpoints(backend.backend),
        Running.route("localhost", Running.rule("r", Running.ANY, Running.proxy())));
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    running.close();
  }

  private String url(String path) {
    return "http://localhost:" + running.plane.httpPort() + path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
  void curl_gets_puts_and_heads(String version, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x".repeat(2_000_000));
    String[] usual = {"-sS", "--max-time", "10", version, "-w", "%{http_code} %{http_version}"};
    assertThat(curl(usual, url("/a%2fb?c=d"))).startsWith("ok200 ");
    assertThat(curl(usual, "-T", file.toString(), url("/up"))).startsWith("ok200 ");
    assertThat(curl(usual, "-I", url("/"))).contains("200 OK", "content-length: 2").endsWith("");
    assertThat(backend.whole().get(0)).startsWith("GET /a%2Fb?c=d HTTP/1.1\r\n");
    String put = backend.whole().get(1);
    assertThat(put).startsWith("PUT /up HTTP/1.1\r\n").endsWith("xxx");
    assertThat(put.toLowerCase(Locale.ROOT)).doesNotContain("expect:", "h2c", "http2-settings");
  }

  private static String curl(String[] usual, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(usual));
    all.addAll(List.of(more));
    return Installed.run("curl", all.toArray(String[]::new))
        .replace("HTTP/2 200 ", "HTTP/2 200 OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ph2c", "--h1"})
  void h2load_is_served_to_the_last_request(String protocol) throws Exception {
    assertThat(Installed.run("h2load", protocol, "-n", "300", "-c", "4", "-m", "10", url("/")))
        .contains("300 succeeded, 0 failed, 0 errored, 0 timeout");
  }

  @Test
  void nghttp_upgrades_and_goes_on() throws IOException, Exception {
    assertThat(Installed.run("nghttp", "-v", "--upgrade", url("/"), url("/b")))
        .contains("HTTP Upgrade success", ":status: 200");
    assertThat(backend.whole()).hasSize(2);
  }
}
