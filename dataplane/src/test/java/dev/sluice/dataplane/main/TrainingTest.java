package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  @Test
  void a_data_plane_serves_what_it_is_trained_with(@TempDir Path state) throws Exception {
    DataPlaneConfig config =
        DataPlaneConfig.of(
            Map.of(
                "SLUICE_OPERATORS", "127.0.0.1:9",
                "SLUICE_STATE_DIR", state.toString(),
                "SLUICE_HTTP_PORT", "0",
                "SLUICE_HTTPS_PORT", "0",
                "SLUICE_ADMIN_PORT", "0",
                "SLUICE_DRAIN_DELAY", "0s"));
    TrainingTraffic traffic = new TrainingTraffic();
    config.control().keep(Training.frame(traffic.backend(), TrainingCertificate.made()));
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
      // 8 clients with 3 connections of 20 requests: an eighth of them nobody serves. 2 are over
      // TLS.
      Running.await(() -> over(plane, 2) >= 438 && over(plane, 4) >= 62);
    } finally {
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
