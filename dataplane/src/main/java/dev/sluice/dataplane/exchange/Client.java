package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who asks: the one answer to it that log, filters, templates and backends get. The peer of the
 * connection, or whom trusted proxies in front name; then each request has one of its own.
 *
 * @param address literal IPv4 or IPv6 address, after trusted proxies
 * @param port the peer's port; 0: not known
 * @param localPort the listener's port as the client sees it
 * @param tls whether the client itself speaks TLS, to us or to a trusted proxy
 * @param serverName SNI; null without TLS or without SNI
 * @param hops addresses of the proxies between the client and us, the last one our peer; null: the
 *     client is our peer, and it is not one of the trusted
 * @param certificate what our peer has shown in its handshake; null: it was not asked
 */
public record Client(
    String address,
    int port,
    int localPort,
    boolean tls,
    @Nullable String serverName,
    @Nullable String hops,
    @Nullable ShownCertificate certificate) {

  /** A peer of ours that nobody vouches for, not itself either. */
  public Client(String address, int port, int localPort, boolean tls, @Nullable String serverName) {
    this(address, port, localPort, tls, serverName, null, null);
  }

  public String scheme() {
    return tls ? "https" : "http";
  }
}
