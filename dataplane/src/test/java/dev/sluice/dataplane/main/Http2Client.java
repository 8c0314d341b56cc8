package dev.sluice.dataplane.main;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** A client that speaks HTTP/2 at once. */
final class Http2Client implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));
  private final int port;

  Http2Client(int port) {
    this.port = port;
  }

  /** Status and body; a body of that many bytes is sent. */
  String status(String method, String path, int bytes) throws Exception {
    return asks(method, path, bytes).await(10, TimeUnit.SECONDS);
  }

  /** All of it on one event loop: what comes before somebody asks for it is lost. */
  Future<String> asks(String method, String path, int bytes) {
    Promise<String> answer = Promise.promise();
    vertx.runOnContext(now -> ask(method, path, bytes).onComplete(answer));
    return answer.future();
  }

  private Future<String> ask(String method, String path, int bytes) {
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost("a.test")
                .setPort(80)
                .setURI(path))
        .compose(
            request -> bytes == 0 ? request.send() : request.send(Buffer.buffer(new byte[bytes])))
        .compose(
            response -> response.body().map(body -> response.statusCode() + " " + body.toString()));
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
