package dev.sluice.dataplane.exchange;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a request's header section fit to be forwarded: takes away what was meant for this hop (RFC
 * 9110 §7.6.1) and says who the client was. The upstream's codec writes Host, from {@link
 * RequestHead#authority()}, and the framing fields; neither is in the section afterwards.
 */
public final class ForwardedFields {
  private static final HeaderName HTTP2_SETTINGS = HeaderName.of("http2-settings");
  private static final HeaderName TRAILERS = HeaderName.of("trailers");
  private static final HeaderName[] THIS_HOP = {
    HeaderName.CONNECTION,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.PROXY_AUTHORIZATION,
    HeaderName.TE,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE,
    HeaderName.CONTENT_LENGTH,
    HeaderName.EXPECT,
    HeaderName.AUTHORITY_HOST,
    HTTP2_SETTINGS
  };

  private ForwardedFields() {}

  /**
   * Before the head goes to an upstream; the first time only.
   *
   * @return whether it was the first time
   */
  public static boolean apply(Exchange exchange) {
    if (!exchange.forwards()) {
      return false;
    }
    RequestHead request = exchange.request();
    HeaderSection headers = request.headers();
    boolean trailers = headers.lists(HeaderName.TE, TRAILERS);
    removeNamed(headers);
    for (HeaderName name : THIS_HOP) {
      headers.remove(name);
    }
    if (trailers) {
      headers.add(HeaderName.TE, "trailers");
    }
    sayWhoAsked(request, exchange.client());
    headers.set(HeaderName.X_REQUEST_ID, exchange.requestId());
    ShownCertificate certificate = exchange.verified();
    if (certificate != null) {
      // Again: the client may have called them fields of this hop.
      certificate.fields().write(headers);
    }
    return true;
  }

  /** Fields that Connection names are for this hop alone. */
  private static void removeNamed(HeaderSection headers) {
    String named = headers.combined(HeaderName.CONNECTION);
    if (named == null || named.equalsIgnoreCase("keep-alive") || named.equalsIgnoreCase("close")) {
      return;
    }
    List<HeaderName> names = new ArrayList<>();
    int at = 0;
    while (at <= named.length()) {
      int comma = named.indexOf(',', at);
      comma = comma < 0 ? named.length() : comma;
      names.add(HeaderName.of(named.substring(at, comma).trim()));
      at = comma + 1;
    }
    names.forEach(headers::remove);
  }

  private static void sayWhoAsked(RequestHead request, Client client) {
    HeaderSection headers = request.headers();
    String host = request.askedAuthority();
    String hops = client.hops();
    String via = headers.combined(HeaderName.VIA);
    // What a client says of itself, rather than a trusted proxy of its client, is not passed on.
    headers.remove(HeaderName.X_FORWARDED_FOR);
    headers.remove(HeaderName.X_FORWARDED_PROTO);
    if (hops == null) {
      headers.remove(HeaderName.X_FORWARDED_HOST);
    }
    headers.remove(HeaderName.X_FORWARDED_PORT);
    headers.remove(HeaderName.FORWARDED);
    headers.remove(HeaderName.VIA);
    if (hops == null && via == null) {
      headers.addWhole(request.texts().forwarded().of(client, host, request.version()));
    } else {
      ForwardedLines.write(headers, client, host, via, request.version());
    }
  }
}
