package dev.sluice.snapshot.filter;

/**
 * What WebSockets of a rule may take.
 *
 * @param maxConnections open at a time, in one data plane; 0: any number
 * @param maxFrameBytes payload of a client's frame (RFC 6455 §5.2); -1: any size
 */
public record WebSocketLimit(int maxConnections, long maxFrameBytes) implements FilterConfig {
  public WebSocketLimit {
    if (maxConnections < 0) {
      throw new IllegalArgumentException("maxConnections: " + maxConnections);
    }
    if (maxFrameBytes < -1) {
      throw new IllegalArgumentException("maxFrameBytes: " + maxFrameBytes);
    }
  }

  @Override
  public Phase phase() {
    return Phase.VALIDATION;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.webSocketLimit(this);
  }
}
