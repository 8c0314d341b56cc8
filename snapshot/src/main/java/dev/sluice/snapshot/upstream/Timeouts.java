package dev.sluice.snapshot.upstream;

/**
 * How long a rule waits, in ms; 0 is for ever.
 *
 * @param requestMillis from the whole request head to the response's last byte; a response that
 *     streams (an upgrade, server-sent events) is exempt once its head has passed
 * @param connectMillis for a connection to one endpoint, TLS included
 * @param idleMillis without a byte in either direction while an exchange is under way
 */
public record Timeouts(long requestMillis, long connectMillis, long idleMillis) {
  public static final Timeouts DEFAULT = new Timeouts(30_000, 2_000, 60_000);

  public Timeouts {
    if (requestMillis < 0 || connectMillis < 0 || idleMillis < 0) {
      throw new IllegalArgumentException("a timeout is negative");
    }
  }
}
