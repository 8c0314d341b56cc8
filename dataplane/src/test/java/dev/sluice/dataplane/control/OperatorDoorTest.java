package dev.sluice.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.main.Keytool;
import dev.sluice.snapshot.route.Certificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a data plane takes for an operator, on a real socket. */
class OperatorDoorTest {
  private static final String NAME = "operator.sluice.svc";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private HttpServer operator;
  private Certificate ca;

  @BeforeEach
  void serve() throws Exception {
    ca = Keytool.ca(folder, "ca");
    Certificate pair = Keytool.server(folder, "operator", NAME, ca);
    operator =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(pair.chainPem()))
                            .addKeyValue(Buffer.buffer(pair.keyPem()))))
            .requestHandler(request -> request.response().end());
    await(operator.listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void an_operator_has_the_name_and_a_certificate_of_our_ca() throws Exception {
    OperatorDoor.Opened opened = await(open(NAME, ca.chainPem()));
    assertThat(opened.request().headers().get("authorization")).isEqualTo("Bearer secret");
    assertThat(await(opened.request().send()).statusCode()).isEqualTo(200);
  }

  @Test
  void who_has_another_name_gets_no_token() {
    assertThatThrownBy(() -> await(open("operator.other.svc", ca.chainPem())))
        .hasStackTraceContaining("a certificate that is not for operator.other.svc");
  }

  @Test
  void who_has_the_name_from_another_ca_gets_no_token() throws Exception {
    Certificate other = Keytool.ca(folder, "other");
    assertThatThrownBy(() -> await(open(NAME, other.chainPem())))
        .hasStackTraceContaining("CertPathBuilderException");
  }

  @Test
  void a_file_without_cas_opens_no_door() {
    assertThatThrownBy(() -> await(open(NAME, "no PEM")))
        .hasStackTraceContaining("ca.pem: No certificate data found");
  }

  private Future<OperatorDoor.Opened> open(String name, String authorities) throws Exception {
    Path caFile = Files.writeString(folder.resolve("ca.pem"), authorities);
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    ControlOptions options =
        new ControlOptions("default", "pod", List.of(), name, caFile, token, folder);
    OperatorDoor door = new OperatorDoor(vertx, options);
    SocketAddress address = SocketAddress.inetSocketAddress(operator.actualPort(), "127.0.0.1");
    return Future.future(done -> vertx.runOnContext(v -> door.request(address).onComplete(done)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
