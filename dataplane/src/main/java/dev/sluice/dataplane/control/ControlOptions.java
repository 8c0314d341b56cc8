package dev.sluice.dataplane.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where the operators are, and who we are to them.
 *
 * @param operators {@code host:port}; every address of every host is dialled
 * @param serverName what the operators' certificate must be for
 * @param caFile PEM; read again at each dial
 * @param tokenFile read again at each dial
 * @param firstBackoff upper bound of the first wait after a failed dial; doubles up to the longest
 * @param resolve between two looks at the hosts' addresses
 * @param keep between two writes of the last-known-good file
 */
public record ControlOptions(
    String fleet,
    String pod,
    List<String> operators,
    String serverName,
    Path caFile,
    Path tokenFile,
    Path stateDir,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration resolve,
    Duration ping,
    Duration dead,
    Duration keep) {
  public ControlOptions {
    operators = List.copyOf(operators);
  }

  public ControlOptions(
      String fleet,
      String pod,
      List<String> operators,
      String serverName,
      Path caFile,
      Path tokenFile,
      Path stateDir) {
    this(
        fleet,
        pod,
        operators,
        serverName,
        caFile,
        tokenFile,
        stateDir,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5));
  }

  /**
   * Leaves a frame where a data plane that starts looks for the one that it applied last. Blocks.
   *
   * @throws IOException the folder cannot be written to
   */
  public void keep(byte[] frame) throws IOException {
    new LastKnownGood(Files.createDirectories(stateDir)).store(frame);
  }
}
