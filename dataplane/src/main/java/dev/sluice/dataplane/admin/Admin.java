package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.route.RoutingSnapshot;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** /live, /ready, /metrics and /snapshot. */
public final class Admin {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final Supplier<Optional<String>> notReady;
  private final Supplier<@Nullable RoutingSnapshot> snapshot;
  private final HttpServer server;

  /**
   * @param notReady what is still missing; empty: nothing
   * @param snapshot what is served; shown without keys
   */
  public Admin(
      Vertx vertx,
      PrometheusMeterRegistry meters,
      Supplier<Optional<String>> notReady,
      Supplier<@Nullable RoutingSnapshot> snapshot) {
    this.vertx = vertx;
    this.meters = meters;
    this.notReady = notReady;
    this.snapshot = snapshot;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
  }

  /** Listens; the port that it is. */
  public Future<Integer> listen(int port) {
    return server.listen(port).map(HttpServer::actualPort);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/live" -> say(request, 200, "live\n");
      case "/ready" -> {
        Optional<String> missing = notReady.get();
        say(request, missing.isPresent() ? 503 : 200, missing.orElse("ready") + "\n");
      }
      // Both take a while to write, and the loop serves requests too.
      case "/metrics" -> slowly(request, PROMETHEUS, meters::scrape);
      case "/snapshot" -> slowly(request, JSON, () -> RedactedSnapshot.json(snapshot.get()));
      default -> say(request, 404, "/live, /ready, /metrics or /snapshot\n");
    }
  }

  private void slowly(HttpServerRequest request, String type, Supplier<String> text) {
    vertx
        .executeBlocking(text::get, false)
        .onSuccess(all -> say(request, 200, type, all))
        .onFailure(e -> say(request, 500, "failed\n"));
  }

  private static void say(HttpServerRequest request, int status, String text) {
    say(request, status, "text/plain; charset=utf-8", text);
  }

  private static void say(HttpServerRequest request, int status, String type, String text) {
    var unused = request.response().setStatusCode(status).putHeader("content-type", type).end(text);
  }
}
