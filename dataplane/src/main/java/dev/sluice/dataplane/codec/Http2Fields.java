package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Header sections between HTTP/2's field lists and ours (RFC 9113 §8.2). */
public final class Http2Fields {
  private static final Set<String> FORBIDDEN =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private Http2Fields() {}

  /** Reads what is not a pseudo-header field; refuses what is malformed. */
  public static void read(Http2Headers from, HeaderSection headers, int most) {
    int count = 0;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      if (name.startsWith(":")) {
        continue;
      }
      if (++count > most) {
        throw new Refusal(431, "There are too many header fields.");
      }
      boolean fine = !name.isEmpty() && !FORBIDDEN.contains(name);
      for (int i = 0; fine && i < name.length(); i++) {
        char c = name.charAt(i);
        fine = c < 0x80 && Syntax.token((byte) c) && !(c >= 'A' && c <= 'Z');
      }
      for (int i = 0; fine && i < value.length(); i++) {
        fine = Syntax.value((byte) value.charAt(i));
      }
      if (!value.isEmpty()) {
        fine &= !blank(value.charAt(0)) && !blank(value.charAt(value.length() - 1));
      }
      if (!fine || (name.equals("te") && !value.equals("trailers"))) {
        throw Refusal.bad("A field may not stand in HTTP/2.");
      }
      headers.add(HeaderName.of(name), value);
    }
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Reads trailers, among which no pseudo-header field may stand. */
  public static HeaderSection trailers(Http2Headers from, int most) {
    HeaderSection trailers = new HeaderSection(256, 4);
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      if (field.getKey().length() > 0 && field.getKey().charAt(0) == ':') {
        throw Refusal.bad("A pseudo-header field stands in the trailers.");
      }
    }
    read(from, trailers, most);
    Trailers.sift(trailers);
    return trailers;
  }

  /** Writes the fields, without those that belong to one hop and without Content-Length. */
  public static void write(HeaderSection headers, Http2Headers to) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.live(i)) {
        String name = headers.nameAt(i).toLowerCase(Locale.ROOT);
        if (!FORBIDDEN.contains(name) && !name.equals("content-length")) {
          to.add(name, headers.valueAt(i));
        }
      }
    }
  }

  /** Trailers as HTTP/2 has them. */
  public static Http2Headers trailers(HeaderSection from) {
    Http2Headers to = new DefaultHttp2Headers(false);
    write(from, to);
    return to;
  }
}
