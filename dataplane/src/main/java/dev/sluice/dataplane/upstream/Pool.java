package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;

/** The connections of one event loop to one endpoint. */
interface Pool {
  Endpoint endpoint();

  EndpointHealth health();

  /** {@code address:port}, for the log. */
  String name();

  /**
   * Sends a try over a connection that is there, or a new one; answers to the try.
   *
   * @param fresh only over a new one
   */
  void send(Try of, boolean fresh);

  /** Closes what is idle for long, by {@link UpstreamLoop#now()}. */
  void tick(long now);

  /** The endpoint is no more: what is under way ends in peace, nothing new comes. */
  void retire();
}
