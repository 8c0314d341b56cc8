package dev.sluice.dataplane.listener;

/** What listeners tell telemetry; any event loop. */
public interface ListenerEvents {
  void connected(boolean tls);

  void disconnected(boolean tls);

  /** An exchange is under way. */
  void begins();

  void ends();

  /** Bytes that were no request that is served here. */
  void refused(String reason);

  /** A connection broke, or a bug showed. */
  void failed(Throwable cause);
}
