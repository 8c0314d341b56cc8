package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of the client's connection; one for each connection.
 *
 * @param address literal IPv4 or IPv6 address, after trusted proxies
 * @param port the peer's port
 * @param localPort the listener's port as the client sees it
 * @param serverName SNI; null without TLS or without SNI
 */
public record Client(
    String address, int port, int localPort, boolean tls, @Nullable String serverName) {
  public String scheme() {
    return tls ? "https" : "http";
  }
}
