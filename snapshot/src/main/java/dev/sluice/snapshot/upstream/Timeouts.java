package dev.sluice.snapshot.upstream;

/**
 * How long a rule waits, in ms; 0 is for ever.
 *
 * @param requestMillis from the whole request head to the response's last byte; a response that
 *     streams (an upgrade, server-sent events) is exempt once its head has passed
 * @param perTryMillis for one try's response head, counted from when it was sent
 * @param connectMillis for a connection to one endpoint, TLS included
 * @param idleMillis without a byte in either direction while an exchange is under way
 */
public record Timeouts(long requestMillis, long perTryMillis, long connectMillis, long idleMillis) {
  public static final Timeouts DEFAULT = new Timeouts(30_000, 2_000, 60_000);

  /** Without a limit for each try. */
  public Timeouts(long requestMillis, long connectMillis, long idleMillis) {
    this(requestMillis, 0, connectMillis, idleMillis);
  }

  public Timeouts {
    if (requestMillis < 0 || perTryMillis < 0 || connectMillis < 0 || idleMillis < 0) {
      throw new IllegalArgumentException("a timeout is negative");
    }
  }
}
