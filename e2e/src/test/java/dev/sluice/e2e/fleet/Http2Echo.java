package dev.sluice.e2e.fleet;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a backend says over HTTP/2: Vert.x's server behind its port. */
final class Http2Echo {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

  private final String name;
  private final int port;

  /** Serves once it is made: whoever waits for the backend has waited for this. */
  Http2Echo(String name) throws IOException {
    this.name = name;
    try {
      port =
          Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
              .createHttpServer()
              .requestHandler(this::echo)
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS)
              .actualPort();
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** Serves a client whose first line has been read, until it goes. */
  void serve(InputStream in, Socket client) throws IOException {
    try (Socket behind = new Socket("127.0.0.1", port)) {
      behind.setTcpNoDelay(true);
      behind.getOutputStream().write(PREFACE);
      Thread back = new Thread(() -> pass(behind, client));
      back.setDaemon(true);
      back.start();
      in.transferTo(behind.getOutputStream());
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // Either has gone.
    }
  }

  private void echo(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .putHeader("x-backend", name)
                    .putHeader("x-spoke", request.version().name())
                    .end(
                        BackendMain.echo(request.method().name(), request.uri(), body.toString())));
  }
}
