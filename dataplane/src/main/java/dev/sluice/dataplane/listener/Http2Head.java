package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Syntax;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Header sections between HTTP/2 and ours (RFC 9113 §8.2, §8.3). */
final class Http2Head {
  static final HeaderName WEBSOCKET_ACCEPT = HeaderName.of("sec-websocket-accept");
  private static final HeaderName WEBSOCKET_KEY = HeaderName.of("sec-websocket-key");

  private Http2Head() {}

  /** Reads a request's; refuses what is malformed. */
  static RequestHead request(Http2Headers from, Limits limits) {
    RequestHead head = new RequestHead(new HeaderSection());
    HeaderSection headers = head.headers();
    String method = text(from.method());
    String scheme = text(from.scheme());
    String path = text(from.path());
    String authority = text(from.authority());
    boolean webSocket = "CONNECT".equals(method) && "websocket".contentEquals(protocol(from));
    if ("CONNECT".equals(method) && !webSocket) {
      throw new Refusal(501, "CONNECT is not served.");
    }
    if (method == null || scheme == null || path == null) {
      throw Refusal.bad("A pseudo-header field is missing.");
    }
    if (method.equals("TRACE")) {
      throw new Refusal(405, "TRACE is not served.");
    }
    if (!webSocket && from.contains(":protocol")) {
      throw Refusal.bad("Only CONNECT has a :protocol.");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw Refusal.bad("The scheme is neither http nor https.");
    }
    if (method.isEmpty() || method.length() > 32) {
      throw Refusal.bad("The method is not a token.");
    }
    if (!path.startsWith("/") && !path.equals("*")) {
      throw Refusal.bad("The path does not begin with a slash.");
    }
    for (int i = 0; i < method.length(); i++) {
      if (!Syntax.token((byte) method.charAt(i))) {
        throw Refusal.bad("The method is not a token.");
      }
    }
    if (path.length() > limits.requestLine()) {
      throw new Refusal(414, "The request target is too long.");
    }
    head.method(webSocket ? "GET" : method);
    head.version(20);
    Http2Fields.read(from, headers, limits.fields());
    HeadParser.unmistakable(headers);
    int first = headers.find(HeaderName.AUTHORITY_HOST);
    if (first >= 0 && headers.find(HeaderName.AUTHORITY_HOST, first + 1) >= 0) {
      throw Refusal.bad("Host is repeated.");
    }
    joinCookies(headers);
    String host = first < 0 ? null : headers.valueAt(first);
    if (host != null && authority != null && !host.equalsIgnoreCase(authority)) {
      throw Refusal.bad(":authority and Host name different hosts.");
    }
    authority = authority == null ? host : authority;
    if (authority == null) {
      throw Refusal.bad(":authority is missing.");
    }
    headers.set(HeaderName.AUTHORITY_HOST, authority);
    HeadParser parser = new HeadParser(head, limits);
    int at = headers.find(HeaderName.AUTHORITY_HOST);
    parser.authority(headers.valueStart(at), headers.valueEnd(at));
    byte[] target = path.getBytes(StandardCharsets.ISO_8859_1);
    int start = headers.append(target, 0, target.length);
    parser.path(start, start + target.length);
    if (webSocket) {
      // A backend that speaks HTTP/1.1 wants a key, which HTTP/2 has no use for (RFC 8441 §5).
      byte[] key = new byte[16];
      ThreadLocalRandom.current().nextBytes(key);
      headers.set(WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key));
      head.upgrade("websocket");
    }
    return head;
  }

  /** HTTP/2 lets a client cut them; to HTTP/1.1 they are one field (RFC 9113 §8.2.3). */
  private static void joinCookies(HeaderSection headers) {
    int first = headers.find(HeaderName.COOKIE);
    int next = first < 0 ? -1 : headers.find(HeaderName.COOKIE, first + 1);
    if (next < 0) {
      return;
    }
    StringBuilder all = new StringBuilder(headers.valueAt(first));
    for (; next >= 0; next = headers.find(HeaderName.COOKIE, next + 1)) {
      all.append("; ").append(headers.valueAt(next));
    }
    headers.set(HeaderName.COOKIE, all.toString());
  }

  private static CharSequence protocol(Http2Headers from) {
    CharSequence protocol = from.get(":protocol");
    return protocol == null ? "" : protocol;
  }

  private static @Nullable String text(@Nullable CharSequence text) {
    return text == null ? null : text.toString();
  }

  /**
   * A response's.
   *
   * @param length -1: not known, or not to be said
   */
  static Http2Headers response(ResponseHead head, long length, byte[] date) {
    Http2Headers to = new DefaultHttp2Headers(false);
    to.status(Integer.toString(head.status()));
    HeaderSection headers = head.headers();
    Http2Fields.write(headers, to);
    if (length >= 0) {
      to.setLong("content-length", length);
    }
    if (!headers.contains(HeaderName.DATE)) {
      to.add("date", new String(date, StandardCharsets.US_ASCII));
    }
    return to;
  }
}
