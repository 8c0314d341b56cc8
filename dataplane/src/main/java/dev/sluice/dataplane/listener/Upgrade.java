package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A request to go on with HTTP/2 in clear (RFC 7540 §3.2; RFC 9113 has dropped it, but clients have
 * not): the client's settings, and the request itself, which becomes stream 1. It is never passed
 * on to a backend: two that switch behind our back would tunnel requests past every rule.
 */
record Upgrade(Http2Settings settings, Http2Headers request) {
  private static final HeaderName SETTINGS = HeaderName.of("http2-settings");
  private static final byte[] ANSWER =
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** What a head asks for; null: it does not, or not as it should, and is served as it is. */
  static @Nullable Upgrade asked(RequestHead head) {
    HeaderSection headers = head.headers();
    if (!"h2c".equals(head.upgrade())) {
      return null;
    }
    head.upgrade(null);
    int at = headers.find(SETTINGS);
    if (at < 0
        || headers.find(SETTINGS, at + 1) >= 0
        || !headers.lists(HeaderName.CONNECTION, SETTINGS)) {
      return null;
    }
    Http2Settings settings = settings(headers.valueAt(at));
    return settings == null ? null : new Upgrade(settings, request(head));
  }

  private static @Nullable Http2Settings settings(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      Http2Settings settings = new Http2Settings();
      while (bytes.remaining() >= 6) {
        settings.put(
            (char) (bytes.getShort() & 0xffff), Long.valueOf(bytes.getInt() & 0xffffffffL));
      }
      return bytes.hasRemaining() ? null : settings;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Http2Headers request(RequestHead head) {
    Http2Headers to = new DefaultHttp2Headers(false);
    String path = head.path();
    to.method(head.method());
    to.scheme("http");
    to.authority(head.authority());
    to.path(head.queryEnd() > head.queryStart() ? path + "?" + head.queryText() : path);
    HeaderSection headers = head.headers();
    headers.remove(HeaderName.AUTHORITY_HOST);
    headers.remove(HeaderName.TE);
    headers.remove(SETTINGS);
    Http2Fields.write(headers, to);
    return to;
  }

  ByteBuf answer(ByteBuf out) {
    return out.writeBytes(ANSWER);
  }
}
