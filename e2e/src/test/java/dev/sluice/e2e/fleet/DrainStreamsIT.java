package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data plane ends as a rollout ends it, while clients have streams without an end. */
@WithFleet
final class DrainStreamsIT {
  private static final String HOST = "streams.test";

  private final Fleet fleet;
  private final Vertx vertx = Vertx.vertx();

  // Held here: Vert.x closes a client, and what it has open, when nobody refers to it any more.
  private final HttpClient client = vertx.createHttpClient();
  private final WebSocketClient sockets = vertx.createWebSocketClient();

  DrainStreamsIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void route() {
    fleet.cluster.service("streams", fleet.backends, fleet.backends);
    fleet.cluster.route("streams", HOST, Rule.backends("load", "/load", "streams"));
    fleet.cluster.waitProgrammed("streams");
  }

  @AfterEach
  void remove() throws Exception {
    fleet.cluster.removeRoute("streams");
    result(vertx.close());
  }

  private static <T> T result(Future<T> of) throws Exception {
    return of.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Future<HttpClientResponse> ask(int port, String path) {
    RequestOptions options =
        new RequestOptions().setServer(address(port)).setHost(HOST).setURI(path);
    return client.request(options).compose(request -> request.send());
  }

  private static SocketAddress address(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  @Test
  void what_lasts_longer_than_the_drain_is_ended_and_its_client_told() throws Exception {
    DataPlaneProcess dataPlane = fleet.dataPlanes.get(0);
    WebSocket socket =
        result(
            sockets.connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(dataPlane.httpPort())
                    .putHeader("host", HOST)
                    .setURI("/load/socket")));
    CompletableFuture<Short> closed = new CompletableFuture<>();
    socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
    // Fails where the connection ends before the stream does.
    Future<Void> end =
        result(
            ask(dataPlane.httpPort(), BackendMain.EVENTS)
                .map(response -> response.handler(event -> {}).end()));
    dataPlane.program().terminate();
    result(end);
    assertThat(dataPlane.program().ended(15)).isPresent();
    assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1001);
  }
}
