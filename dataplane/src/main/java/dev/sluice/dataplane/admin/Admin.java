package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.upstream.UpstreamState;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** /live, /ready, /metrics, /snapshot and /upstreams. */
public final class Admin {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final Supplier<Optional<String>> notReady;
  private final Supplier<@Nullable RoutingSnapshot> snapshot;
  private final Supplier<List<UpstreamState>> upstreams;
  private final HttpServer server;

  /**
   * @param notReady what is still missing; empty: nothing
   * @param snapshot what is served; shown without keys
   * @param upstreams may take a while
   */
  public Admin(
      Vertx vertx,
      PrometheusMeterRegistry meters,
      Supplier<Optional<String>> notReady,
      Supplier<@Nullable RoutingSnapshot> snapshot,
      Supplier<List<UpstreamState>> upstreams) {
    this.vertx = vertx;
    this.meters = meters;
    this.notReady = notReady;
    this.snapshot = snapshot;
    this.upstreams = upstreams;
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
      // They take a while to write, and the loop serves requests too.
      case "/metrics" -> slowly(request, PROMETHEUS, meters::scrape);
      case "/snapshot" -> slowly(request, JSON, () -> RedactedSnapshot.json(snapshot.get()));
      case "/upstreams" -> slowly(request, JSON, () -> ShownUpstreams.json(upstreams.get()));
      default -> say(request, 404, "/live, /ready, /metrics, /snapshot or /upstreams\n");
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
