package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.match.AddressRanges;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front of us whose word on the client is taken. What they add stands at the right
 * end of X-Forwarded-For, or else of Forwarded (RFC 7239); what stands left of the first address
 * that is not theirs anyone can have written.
 */
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(AddressRanges.NONE);
  private static final int MOST_HOPS = 32;

  private final AddressRanges ranges;

  public TrustedProxies(AddressRanges ranges) {
    this.ranges = ranges;
  }

  public boolean trusts(String address) {
    return ranges.contains(address);
  }

  /** Who sent a request, where the peer of its connection is trusted. */
  public Client client(Client peer, HeaderSection headers) {
    List<String> chain = chain(headers);
    String address = peer.address();
    StringBuilder hops = new StringBuilder();
    for (int i = chain.size() - 1; i >= 0 && ranges.contains(address); i--) {
      String before = literal(chain.get(i));
      if (before == null) {
        break;
      }
      hops.insert(0, hops.length() == 0 ? address : address + ", ");
      address = before;
    }
    String scheme = last(headers.combined(HeaderName.X_FORWARDED_PROTO));
    if (scheme == null) {
      scheme = parameter(last(headers.combined(HeaderName.FORWARDED)), "proto");
    }
    boolean tls =
        "https".equalsIgnoreCase(scheme) || (peer.tls() && !"http".equalsIgnoreCase(scheme));
    return new Client(
        address,
        hops.length() == 0 ? peer.port() : 0,
        port(last(headers.combined(HeaderName.X_FORWARDED_PORT)), peer.localPort()),
        tls,
        peer.serverName(),
        hops.toString(),
        peer.certificate());
  }

  private static List<String> chain(HeaderSection headers) {
    String plain = headers.combined(HeaderName.X_FORWARDED_FOR);
    if (plain != null && !plain.isBlank()) {
      return parts(plain);
    }
    List<String> nodes = new ArrayList<>();
    String forwarded = headers.combined(HeaderName.FORWARDED);
    if (forwarded != null) {
      for (String element : parts(forwarded)) {
        String node = parameter(element, "for");
        nodes.add(node == null ? "unknown" : node);
      }
    }
    return nodes;
  }

  /** The rightmost parts of a list, which are the only ones that can count. */
  private static List<String> parts(String list) {
    List<String> parts = new ArrayList<>();
    int end = list.length();
    while (end >= 0 && parts.size() < MOST_HOPS) {
      int comma = end == 0 ? -1 : list.lastIndexOf(',', end - 1);
      parts.add(0, list.substring(comma + 1, end).strip());
      end = comma;
    }
    return parts;
  }

  private static @Nullable String last(@Nullable String list) {
    return list == null ? null : list.substring(list.lastIndexOf(',') + 1).strip();
  }

  /** Of {@code for=1.2.3.4;proto=https} (RFC 7239 §4), without its quotes. */
  private static @Nullable String parameter(@Nullable String element, String name) {
    if (element == null) {
      return null;
    }
    for (String pair : element.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
        String value = pair.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
    }
    return null;
  }

  /** The address of a node, without brackets and port (RFC 7239 §6); null: it is none. */
  private static @Nullable String literal(String node) {
    String address = node;
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      address = end < 0 ? node : node.substring(1, end);
    } else if (node.indexOf(':') >= 0 && node.indexOf(':') == node.lastIndexOf(':')) {
      address = node.substring(0, node.indexOf(':'));
    }
    return address.indexOf('%') < 0
            && (NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address))
        ? address
        : null;
  }

  private static int port(@Nullable String text, int otherwise) {
    if (text == null || text.isEmpty() || text.length() > 5) {
      return otherwise;
    }
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      port = port * 10 + digit;
    }
    return port < 1 || port > 65_535 ? otherwise : port;
  }
}
