package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  @Test
  void a_data_plane_serves_what_it_is_trained_with(@TempDir Path state) throws Exception {
    TrainingTraffic traffic = new TrainingTraffic();
    TrainingCertificate tls = TrainingCertificate.made();
    byte[] frame = Training.frame(traffic.backend(), tls.certificate());
    TrainingOperator.Started operator =
        TrainingOperator.start(state.resolve("operator"), frame, tls);
    Map<String, String> environment = new HashMap<>(operator.variables());
    environment.put("SLUICE_STATE_DIR", state.toString());
    environment.put("SLUICE_HTTP_PORT", "0");
    environment.put("SLUICE_HTTPS_PORT", "0");
    environment.put("SLUICE_ADMIN_PORT", "0");
    environment.put("SLUICE_DRAIN_DELAY", "0s");
    DataPlaneConfig config = DataPlaneConfig.of(environment);
    config.control().keep(frame);
    DataPlane plane =
        DataPlane.start(config).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    try (Socket client = new Socket("127.0.0.1", plane.httpPort())) {
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              ("GET /api/service-7/things/1 HTTP/1.1\r\nHost: host-7.training.test\r\n"
                      + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("xxx");
      TrainingTraffic.ask(plane, 3);
      // 4 clients with 3 connections of 8 requests, and one over TLS: an eighth of them nobody
      // serves.
      Running.await(() -> over(plane, 2) >= 91 && over(plane, 4) >= 13);
      assertThat(operator.process().waitFor(60, TimeUnit.SECONDS)).as("it has an end").isTrue();
      assertThat(operator.satisfied()).as("all its changes are acked").isTrue();
      assertThat(Running.metric(plane, "sluice_control_snapshots_total{", "result=\"applied\""))
          .isEqualTo(1.0 + TrainingOperator.CHANGES);
    } finally {
      operator.process().destroy();
      plane.closeAndWait();
    }
  }

  /** Requests with a status of that class that are over. */
  private static double over(DataPlane plane, int status) {
    try {
      return Running.metric(plane, "sluice_requests_total{", "status_class=\"" + status + "xx\"");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
