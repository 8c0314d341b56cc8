package dev.sluice.dataplane.main;

import org.slf4j.LoggerFactory;

/** Starts a data plane and drains it at SIGTERM. */
public final class DataPlaneMain {
  private DataPlaneMain() {}

  public static void main(String[] arguments) {
    // Before the first logger: within another process, that one's settings hold.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/sluice/dataplane/main/logback.xml");
    }
    DataPlane.start(DataPlaneConfig.of(System.getenv()))
        .onSuccess(
            started ->
                Runtime.getRuntime().addShutdownHook(new Thread(started::closeAndWait, "shutdown")))
        .onFailure(
            e -> {
              LoggerFactory.getLogger(DataPlaneMain.class).error("cannot start", e);
              Runtime.getRuntime().halt(1);
            });
  }
}
