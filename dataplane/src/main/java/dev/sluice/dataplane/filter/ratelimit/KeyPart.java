package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.filter.LimitKey;
import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One value of a key, read from a request. What the request does not have counts as empty. */
@FunctionalInterface
interface KeyPart {
  void read(Exchange exchange, KeyBytes into);

  static KeyPart[] of(List<LimitKey> keys) {
    return keys.stream().map(key -> key.on(new Reader())).toArray(KeyPart[]::new);
  }

  /** The cases of {@link LimitKey}. */
  final class Reader implements LimitKey.Cases<KeyPart> {
    @Override
    public KeyPart source(LimitKey.Source source) {
      return (exchange, into) -> {
        String address = exchange.client().address();
        if (address.indexOf(':') < 0) {
          int at = into.room(4);
          ipv4(address, into.raw(), at);
          mask(into.raw(), at, 4, source.prefix4());
        } else {
          byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
          byte[] sixteen = bytes == null ? new byte[16] : bytes;
          int at = into.room(sixteen.length);
          System.arraycopy(sixteen, 0, into.raw(), at, sixteen.length);
          mask(into.raw(), at, sixteen.length, source.prefix6());
        }
      };
    }

    /** Without an object for each request. */
    private static void ipv4(String text, byte[] into, int at) {
      int value = 0;
      int part = at;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '.') {
          into[part++] = (byte) value;
          value = 0;
        } else {
          value = value * 10 + (c - '0');
        }
      }
      into[part] = (byte) value;
    }

    private static void mask(byte[] bytes, int at, int size, int prefix) {
      for (int i = 0; i < size; i++) {
        int kept = Math.max(0, Math.min(8, prefix - i * 8));
        bytes[at + i] &= (byte) (0xff << (8 - kept));
      }
    }

    @Override
    public KeyPart header(LimitKey.Header header) {
      HeaderName name = HeaderName.of(header.name());
      return (exchange, into) -> {
        var headers = exchange.request().headers();
        int i = headers.find(name);
        if (i < 0) {
          into.none();
        } else {
          into.add(headers.bytes(), headers.valueStart(i), headers.valueEnd(i));
        }
      };
    }

    @Override
    public KeyPart cookie(LimitKey.Cookie cookie) {
      return (exchange, into) -> text(exchange.request().cookie(cookie.name()), into);
    }

    @Override
    public KeyPart query(LimitKey.Query query) {
      return (exchange, into) -> text(exchange.request().query(query.name()), into);
    }

    @Override
    public KeyPart pathCapture(LimitKey.PathCapture capture) {
      return (exchange, into) -> text(exchange.request().capture(capture.name()), into);
    }

    private static void text(@Nullable String value, KeyBytes into) {
      if (value == null) {
        into.none();
      } else {
        into.add(value);
      }
    }

    @Override
    public KeyPart pathSegment(LimitKey.PathSegment segment) {
      return (exchange, into) -> {
        RequestHead request = exchange.request();
        byte[] bytes = request.bytes();
        int end = request.pathEnd();
        int start = request.pathStart() + 1;
        for (int i = 0; i < segment.index() && start <= end; i++) {
          start = slash(bytes, start, end) + 1;
        }
        if (start >= end) {
          into.none();
        } else {
          into.add(bytes, start, slash(bytes, start, end));
        }
      };
    }

    private static int slash(byte[] bytes, int from, int end) {
      int at = from;
      while (at < end && bytes[at] != '/') {
        at++;
      }
      return at;
    }
  }
}
