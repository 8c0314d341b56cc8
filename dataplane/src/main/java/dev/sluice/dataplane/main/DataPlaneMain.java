package dev.sluice.dataplane.main;

import io.vertx.core.Future;
import org.slf4j.LoggerFactory;

/** Starts a data plane and drains it at SIGTERM. */
public final class DataPlaneMain {
  private DataPlaneMain() {}

  public static void main(String[] arguments) {
    LogSettings.choose();
    var unused = start(DataPlaneConfig.of(System.getenv()));
  }

  /** Ends the process where it cannot start. */
  static Future<DataPlane> start(DataPlaneConfig config) {
    return DataPlane.start(config)
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
