package dev.sluice.e2e.fleet;

import dev.sluice.crds.kube.Await;
import dev.sluice.dataplane.main.DataPlaneMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One data plane: its ports and its folder stay the same over restarts, as a container's do. */
record DataPlaneProcess(String pod, int httpPort, int adminPort, Path state, Program program)
    implements AutoCloseable {

  /**
   * @param papers token and ca.crt, as a kubelet projects them
   * @param settings what differs from the defaults of a test
   */
  static DataPlaneProcess of(
      Path folder, String pod, Path papers, String operators, Map<String, String> settings) {
    int http = Ports.free();
    int admin = Ports.free();
    Path state = folder.resolve(pod + "-state");
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "POD_NAME",
                pod,
                "POD_NAMESPACE",
                Fleet.NAMESPACE,
                "SLUICE_OPERATORS",
                operators,
                "SLUICE_PUSH_SERVER_NAME",
                Fleet.PUSH_NAME,
                "SLUICE_PUSH_CA_FILE",
                papers.resolve("ca.crt").toString(),
                "SLUICE_TOKEN_FILE",
                papers.resolve("token").toString(),
                "SLUICE_HTTP_PORT",
                Integer.toString(http),
                "SLUICE_HTTPS_PORT",
                "-1",
                "SLUICE_ADMIN_PORT",
                Integer.toString(admin),
                "SLUICE_STATE_DIR",
                state.toString()));
    environment.putAll(settings);
    Program program = new Program(folder.resolve(pod + ".log"), DataPlaneMain.class, environment);
    return new DataPlaneProcess(pod, http, admin, state, program);
  }

  Path lastKnownGood() {
    return state.resolve("snapshot.json.gz");
  }

  /** What /ready says: status and text; empty where nobody listens. */
  String readiness() {
    return admin("/ready");
  }

  /** What it serves, without keys. */
  String snapshot() {
    return admin("/snapshot");
  }

  private String admin(String path) {
    try {
      Connection.Answer answer = Connection.once(adminPort, "localhost", path);
      return answer.status() + " " + answer.body().strip();
    } catch (IOException e) {
      return "";
    }
  }

  void awaitReady() {
    Await.until(pod + " is ready", Duration.ofSeconds(40), () -> readiness().equals("200 ready"));
  }

  void awaitDraining() {
    Await.until(
        pod + " says that it drains",
        Duration.ofSeconds(10),
        () -> readiness().equals("503 draining"));
  }

  @Override
  public void close() {
    program.close();
  }
}
