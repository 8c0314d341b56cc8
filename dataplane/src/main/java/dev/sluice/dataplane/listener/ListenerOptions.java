package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.TrustedProxies;

/**
 * How clients are met.
 *
 * @param trusted whose word on the client is taken
 * @param proxyHttp whether connections to the HTTP port begin with a PROXY header; then only those
 *     of trusted peers are taken
 * @param proxyHttps likewise for the HTTPS port
 */
public record ListenerOptions(
    Limits limits, TrustedProxies trusted, boolean proxyHttp, boolean proxyHttps) {
  public static final ListenerOptions DEFAULT =
      new ListenerOptions(Limits.DEFAULT, TrustedProxies.NONE, false, false);
}
