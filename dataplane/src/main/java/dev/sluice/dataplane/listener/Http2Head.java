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
import org.jspecify.annotations.Nullable;

/** Header sections between HTTP/2 and ours (RFC 9113 §8.2, §8.3). */
final class Http2Head {
  private Http2Head() {}

  /** Reads a request's; refuses what is malformed. */
  static RequestHead request(Http2Headers from, Limits limits) {
    RequestHead head = new RequestHead(new HeaderSection());
    HeaderSection headers = head.headers();
    String method = text(from.method());
    String scheme = text(from.scheme());
    String path = text(from.path());
    String authority = text(from.authority());
    if (method == null || scheme == null || path == null) {
      throw Refusal.bad("A pseudo-header field is missing.");
    }
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      throw new Refusal(method.equals("TRACE") ? 405 : 501, method + " is not served.");
    }
    for (int i = 0; i < method.length(); i++) {
      if (!Syntax.token((byte) method.charAt(i))) {
        throw Refusal.bad("The method is not a token.");
      }
    }
    if (path.length() > limits.requestLine()) {
      throw new Refusal(414, "The request target is too long.");
    }
    head.method(method);
    head.version(20);
    Http2Fields.read(from, headers, limits.fields());
    HeadParser.unmistakable(headers);
    String host = headers.value(HeaderName.AUTHORITY_HOST);
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
    return head;
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
