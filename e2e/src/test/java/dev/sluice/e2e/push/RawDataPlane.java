package dev.sluice.e2e.push;

import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A data plane that says whatever a test wants, and listens only when it is told to. */
final class RawDataPlane {
  final List<ToDataPlane> heard = new CopyOnWriteArrayList<>();
  private final Vertx vertx;
  private final HttpClient client;
  private final int port;
  private volatile HttpClientRequest request;
  private volatile HttpClientResponse response;
  volatile boolean closed;

  RawDataPlane(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false));
  }

  /** Sends these bytes first; the answer's status. */
  Future<Integer> open(String token, byte[] first) {
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(Wire.PATH)
                .putHeader("authorization", "Bearer " + token))
        .compose(
            made -> {
              request = made;
              made.exceptionHandler(e -> closed = true);
              made.setChunked(true);
              made.write(Buffer.buffer(first));
              return made.response();
            })
        .map(
            answer -> {
              response = answer;
              FrameReader reader = new FrameReader(1 << 29);
              answer.exceptionHandler(e -> closed = true);
              answer.endHandler(v -> closed = true);
              answer.handler(
                  bytes ->
                      reader.feed(bytes.getBytes(), json -> heard.add(Wire.toDataPlane(json))));
              return answer.statusCode();
            })
        .onFailure(e -> closed = true);
  }

  Future<Integer> open(String pod) {
    return open(
        "token-of-" + pod,
        Wire.frame(new ToOperator.Hello(Wire.SCHEMA, "default", pod, null, false, List.of())));
  }

  void say(ToOperator frame) {
    say(Wire.frame(frame));
  }

  void say(byte[] bytes) {
    request.write(Buffer.buffer(bytes));
  }

  void keepSayingSomething() {
    vertx.setPeriodic(500, id -> say(new ToOperator.Ping(false)));
  }

  void stopListening() {
    response.pause();
  }

  void listenAgain() {
    response.resume();
  }
}
