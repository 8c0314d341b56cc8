package dev.sluice.operator.push;

import java.time.Duration;

/**
 * How the push server behaves.
 *
 * @param port 0: a free one
 * @param fleet data planes of another fleet are refused
 * @param fullSends whole snapshots under way at a time
 * @param ping between two pings to a stream
 * @param dead a stream that was silent for this long is closed
 * @param stuck a frame that has not left after this long closes its stream
 * @param renew between two looks at the certificate
 */
public record PushOptions(
    int port,
    String fleet,
    int fullSends,
    Duration ping,
    Duration dead,
    Duration stuck,
    Duration renew) {
  public PushOptions(int port, String fleet) {
    this(
        port,
        fleet,
        20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30));
  }
}
