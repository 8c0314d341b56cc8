package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request to go on with HTTP/2 in clear (RFC 7540 §3.2; RFC 9113 has dropped it, but clients have
 * not): the client's settings, and the request itself, which becomes stream 1. It is never passed
 * on to a backend: two that switch behind our back would tunnel requests past every rule.
 */
record Upgrade(Http2Settings settings, RequestHead head) {
  private static final HeaderName SETTINGS = HeaderName.of("http2-settings");
  private static final HeaderName[] THIS_HOP = {
    HeaderName.AUTHORITY_HOST,
    HeaderName.CONNECTION,
    HeaderName.CONTENT_LENGTH,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TE,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE,
    SETTINGS
  };
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
    return settings == null ? null : new Upgrade(settings, head);
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

  /** The request as a client would have sent it on stream 1. */
  Http2Headers request(Http2Block to) {
    String path = head.path();
    to.add(PseudoHeaderName.METHOD.value(), head.method());
    to.add(PseudoHeaderName.SCHEME.value(), "http");
    to.add(PseudoHeaderName.AUTHORITY.value(), head.authority());
    to.add(
        PseudoHeaderName.PATH.value(),
        head.queryEnd() > head.queryStart() ? path + "?" + head.queryText() : path);
    HeaderSection headers = head.headers();
    for (HeaderName name : THIS_HOP) {
      headers.remove(name);
    }
    for (int i = 0; i < headers.size(); i++) {
      if (headers.live(i)) {
        to.add(headers.nameAt(i).toLowerCase(Locale.ROOT), headers.valueAt(i));
      }
    }
    return to;
  }

  ByteBuf answer(ByteBuf out) {
    return out.writeBytes(ANSWER);
  }
}
