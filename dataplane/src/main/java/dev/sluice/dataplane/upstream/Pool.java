package dev.sluice.dataplane.upstream;

/** The connections of one event loop to one endpoint. */
interface Pool {
  Place place();

  /**
   * Sends a try over a connection that is there, or a new one; answers to the try.
   *
   * @param fresh only over a new one
   */
  void send(Try of, boolean fresh);

  /** What is under way. On its event loop. */
  Use use();

  /** Closes what is idle for long, by {@link UpstreamLoop#now()}. */
  void tick(long now);

  /** Other certificates hold: what is under way ends in peace, what comes gets new connections. */
  void renew();

  /** The endpoint is no more: what is under way ends in peace, nothing new comes. */
  void retire();
}
