package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page in a real browser, where Chromium is installed: only it decides what CORS allows. */
class BrowserTest {
  private static final String PAGE =
      """
      <!doctype html><script type="module">
      const api = 'http://api.localhost:PORT';
      const trying = async (what) => { try { return await what(); } catch (e) { return e.name; } };
      const put = (path, header) => trying(async () => {
        const got = await fetch(api + path, {method: 'PUT', headers: {[header]: '1'}, body: 'b'});
        return [got.status, got.headers.get('x-page'), got.headers.get('x-other')].join(' ');
      });
      const talk = () => new Promise((done) => {
        const socket = new WebSocket('ws://api.localhost:PORT/open/talk');
        socket.onopen = () => socket.send('hello');
        socket.onmessage = (message) => { done(message.data); socket.close(); };
        socket.onerror = () => done('error');
      });
      const said = [await put('/open/x', 'x-tenant'), await put('/open/x', 'x-secret'),
        await put('/closed/x', 'x-tenant'), await talk()];
      await fetch('/report', {method: 'POST', body: said.join('\\n')});
      </script>
      """;

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<String> report = new CompletableFuture<>();
  private Running running;
  private HttpServer backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/report")) {
      request.body().onSuccess(body -> report.complete(body.toString()));
    }
    request.response().putHeader("x-page", "1").putHeader("x-other", "2").end();
  }

  @Test
  void a_page_may_call_what_its_origin_is_let_and_nothing_else(@TempDir Path profile)
      throws Exception {
    Path chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(chromium != null, "Chromium is not installed");
    int port = running.plane.httpPort();
    String app = "http://app.localhost:" + port;
    Cors cors =
        new Cors(
            List.of(OriginPattern.parse(app)),
            List.of("PUT"),
            List.of("x-tenant"),
            List.of("x-page"),
            false,
            0);
    Respond page =
        new Respond(
            200,
            List.of(Running.header("content-type", "text/html")),
            PAGE.replace("PORT", Integer.toString(port)));
    running.apply(
        new Endpoints(
            Running.BACKEND.servicePort(),
            List.of(new Endpoint("127.0.0.1", backend.actualPort()))),
        Running.route(
            "app.localhost",
            Running.rule("page", new PathMatch.Exact("/"), page),
            Running.rule("report", new PathMatch.Exact("/report"), Running.proxy())),
        Running.route(
            "api.localhost",
            Running.rule("open", new PathMatch.Prefix("/open"), Running.proxy(), cors),
            Running.rule("closed", new PathMatch.Prefix("/closed"), Running.proxy())));
    Process browser =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-proxy-server",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                app + "/")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("said").toFile())
            .start();
    try {
      // A preflight that is refused, and an answer that may not be read, are a TypeError to a page.
      assertThat(report.get(60, TimeUnit.SECONDS)).isEqualTo("200 1 \nTypeError\nTypeError\nhello");
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly().waitFor();
    }
  }
}
