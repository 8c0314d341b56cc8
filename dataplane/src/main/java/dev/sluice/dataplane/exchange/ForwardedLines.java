package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What backends are told of who asked: X-Forwarded-*, Forwarded (RFC 7239) and Via (RFC 9110
 * §7.6.3). Requests of one connection mostly get the same lines, which are then kept as bytes.
 */
final class ForwardedLines {
  private final HeaderSection lines = new HeaderSection(256, 6);
  private @Nullable Client client;
  private String host = "";
  private int version;

  /**
   * Of a client that nobody stands in front of, and whose request has come over no proxy; valid
   * until the next call.
   */
  HeaderSection of(Client who, String asked, int by) {
    if (who != client || by != version || !asked.equals(host)) {
      lines.clear();
      write(lines, who, asked, null, by);
      client = who;
      host = asked;
      version = by;
    }
    return lines;
  }

  /**
   * Adds them all.
   *
   * @param via what stands in Via already
   */
  static void write(
      HeaderSection headers, Client client, String host, @Nullable String via, int version) {
    String hops = client.hops();
    headers.add(
        HeaderName.X_FORWARDED_FOR,
        hops == null || hops.isEmpty() ? client.address() : client.address() + ", " + hops);
    headers.add(HeaderName.X_FORWARDED_PROTO, client.scheme());
    if (!headers.contains(HeaderName.X_FORWARDED_HOST)) {
      headers.add(HeaderName.X_FORWARDED_HOST, host);
    }
    headers.add(HeaderName.X_FORWARDED_PORT, Integer.toString(client.localPort()));
    headers.add(HeaderName.FORWARDED, forwarded(client, host));
    String us = version == 20 ? "2 sluice" : version == 10 ? "1.0 sluice" : "1.1 sluice";
    headers.add(HeaderName.VIA, via == null || via.isEmpty() ? us : via + ", " + us);
  }

  /** RFC 7239 §4; an IPv6 address is bracketed and quoted (§6). */
  private static String forwarded(Client client, String host) {
    String first =
        "for="
            + node(client.address())
            + ";host=\""
            + host.replace("\\", "").replace("\"", "")
            + "\";proto="
            + client.scheme();
    String hops = client.hops();
    if (hops == null || hops.isEmpty()) {
      return first;
    }
    StringBuilder all = new StringBuilder(first);
    for (String hop : hops.split(", ", -1)) {
      all.append(", for=").append(node(hop));
    }
    return all.toString();
  }

  private static String node(String address) {
    return address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
  }
}
