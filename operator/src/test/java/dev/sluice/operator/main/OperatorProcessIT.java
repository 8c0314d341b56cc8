package dev.sluice.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.NeedsKubeApi;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator as the image runs it. */
@NeedsKubeApi
final class OperatorProcessIT {
  @TempDir Path folder;

  @Test
  void it_starts_without_an_api_server_works_when_one_comes_and_goes_cleanly() throws Exception {
    try (Cluster cluster = new Cluster()) {
      cluster.api.stopApiServer();
      int admin = freePort();
      Path log = folder.resolve("log");
      Process operator = start(cluster, admin, log);
      try {
        Cluster.until("it is live", () -> Cluster.answer(admin, "/live").startsWith("200"));
        assertThat(Cluster.answer(admin, "/ready"))
            .isEqualTo("503 nothing compiled yet: the API server has not answered every list\n");

        cluster.api.startApiServer();
        Cluster.until("it is ready", () -> Cluster.answer(admin, "/ready").startsWith("200"));
        Cluster.until("it leads", () -> lease(cluster).equals("operator-0 15"));

        operator.destroy();
        assertThat(operator.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(operator.exitValue()).isEqualTo(143);
        assertThat(lease(cluster)).as("given back: others wait for 1 s").isEqualTo("operator-0 1");
        assertThat(Files.readAllLines(log))
            .as("one JSON object a line")
            .isNotEmpty()
            .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      } finally {
        operator.destroyForcibly();
      }
    }
  }

  private static Process start(Cluster cluster, int admin, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OperatorMain.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG", cluster.api.kubeconfigFile().toString(),
                "POD_NAME", "operator-0",
                "POD_NAMESPACE", "gateways",
                "SLUICE_LEASE", "gateway-operator",
                "SLUICE_PUSH_PORT", "0",
                "SLUICE_ADMIN_PORT", Integer.toString(admin)));
    return builder.start();
  }

  private static String lease(Cluster cluster) {
    return cluster
        .kubectl
        .run(
            "-n",
            "gateways",
            "get",
            "lease",
            "gateway-operator",
            "--ignore-not-found",
            "-o",
            "jsonpath={.spec.holderIdentity} {.spec.leaseDurationSeconds}")
        .output();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
