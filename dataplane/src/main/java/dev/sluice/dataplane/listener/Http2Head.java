package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Syntax;
import dev.sluice.dataplane.exchange.ConnectionTexts;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.util.AsciiString;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes a request's head of a field block (RFC 9113 §8.2, §8.3). */
final class Http2Head {
  static final HeaderName WEBSOCKET_ACCEPT = HeaderName.of("sec-websocket-accept");
  private static final HeaderName WEBSOCKET_KEY = HeaderName.of("sec-websocket-key");

  static final AsciiString HEAD = AsciiString.cached("HEAD");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final AsciiString TRACE = AsciiString.cached("TRACE");
  private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString ASTERISK = AsciiString.cached("*");

  private Http2Head() {}

  /** Reads a request's; refuses what is malformed. */
  static RequestHead request(Http2Block from, Limits limits, ConnectionTexts texts) {
    AsciiString method = from.method();
    AsciiString scheme = from.scheme();
    AsciiString path = from.path();
    AsciiString authority = from.authority();
    boolean webSocket = CONNECT.equals(method) && WEBSOCKET.equals(from.protocol());
    if (CONNECT.equals(method) && !webSocket) {
      throw new Refusal(501, "CONNECT is not served.");
    }
    if (method == null || scheme == null || path == null) {
      throw Refusal.bad("A pseudo-header field is missing.");
    }
    if (TRACE.equals(method)) {
      throw new Refusal(405, "TRACE is not served.");
    }
    if (!webSocket && from.protocol() != null) {
      throw Refusal.bad("Only CONNECT has a :protocol.");
    }
    if (!HTTPS.equals(scheme) && !HTTP.equals(scheme)) {
      throw Refusal.bad("The scheme is neither http nor https.");
    }
    if (method.isEmpty() || method.length() > 32) {
      throw Refusal.bad("The method is not a token.");
    }
    if (path.isEmpty() || (path.byteAt(0) != '/' && !ASTERISK.equals(path))) {
      throw Refusal.bad("The path does not begin with a slash.");
    }
    for (int i = 0; i < method.length(); i++) {
      if (!Syntax.token(method.byteAt(i))) {
        throw Refusal.bad("The method is not a token.");
      }
    }
    if (path.length() > limits.requestLine()) {
      throw new Refusal(414, "The request target is too long.");
    }
    RequestHead head = from.request();
    HeaderSection headers = head.headers();
    head.texts(texts);
    head.method(webSocket ? "GET" : HeadParser.word(method));
    head.version(20);
    HeadParser.unmistakable(headers);
    oneLength(headers);
    joinCookies(headers);
    authority(head, authority, new HeadParser(head, limits), path);
    if (webSocket) {
      // A backend that speaks HTTP/1.1 wants a key, which HTTP/2 has no use for (RFC 8441 §5).
      byte[] key = new byte[16];
      ThreadLocalRandom.current().nextBytes(key);
      headers.set(WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key));
      head.upgrade("websocket");
    }
    return head;
  }

  private static void authority(
      RequestHead head, @Nullable AsciiString asked, HeadParser parser, AsciiString path) {
    HeaderSection headers = head.headers();
    int host = headers.find(HeaderName.AUTHORITY_HOST);
    if (host >= 0 && headers.find(HeaderName.AUTHORITY_HOST, host + 1) >= 0) {
      throw Refusal.bad("Host is repeated.");
    }
    if (host < 0 && asked == null) {
      throw Refusal.bad(":authority is missing.");
    }
    if (host >= 0 && asked != null && !asked.contentEqualsIgnoreCase(headers.valueAt(host))) {
      throw Refusal.bad(":authority and Host name different hosts.");
    }
    if (asked != null) {
      headers.remove(HeaderName.AUTHORITY_HOST);
      host = headers.size();
      headers.add(HeaderName.AUTHORITY_HOST, asked.array(), asked.arrayOffset(), asked.length());
    }
    parser.authority(headers.valueStart(host), headers.valueEnd(host));
    int start = headers.append(path.array(), path.arrayOffset(), path.length());
    parser.path(start, start + path.length());
  }

  /** A length that is said more than once, each time the same, is one (RFC 9110 §8.6). */
  private static void oneLength(HeaderSection headers) {
    int first = headers.find(HeaderName.CONTENT_LENGTH);
    if (first < 0) {
      return;
    }
    String all = headers.combined(HeaderName.CONTENT_LENGTH);
    if (all != null && all.indexOf(',') >= 0) {
      String[] each = all.split(",", -1);
      String one = each[0].trim();
      for (String other : each) {
        if (!other.trim().equals(one)) {
          throw Refusal.bad("Content-Length is repeated.");
        }
      }
      headers.set(HeaderName.CONTENT_LENGTH, one);
    }
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
}
