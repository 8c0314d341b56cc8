package dev.sluice.operator.main;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Supplier;

/** What kubelet and Prometheus ask for: /live, /ready and /metrics. */
final class Admin {
  private final PrometheusMeterRegistry meters;
  private final Supplier<Optional<String>> notReady;
  private final Vertx vertx;
  private final HttpServer server;

  /**
   * @param notReady what is still missing; empty: nothing
   */
  Admin(Vertx vertx, PrometheusMeterRegistry meters, Supplier<Optional<String>> notReady) {
    this.meters = meters;
    this.notReady = notReady;
    this.vertx = vertx;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
  }

  Future<Void> listen(int port) {
    return server.listen(port).mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/live" -> say(request, 200, "live\n");
      case "/ready" -> {
        Optional<String> missing = notReady.get();
        say(request, missing.isPresent() ? 503 : 200, missing.orElse("ready") + "\n");
      }
      // Thousands of series take a while to write, and the loop may be that of the push streams.
      case "/metrics" ->
          vertx
              .executeBlocking(meters::scrape, false)
              .onSuccess(text -> say(request, 200, text))
              .onFailure(e -> say(request, 500, "no metrics\n"));
      default -> say(request, 404, "/live, /ready or /metrics\n");
    }
  }

  private static void say(HttpServerRequest request, int status, String text) {
    var unused =
        request
            .response()
            .setStatusCode(status)
            .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
            .end(text);
  }
}
