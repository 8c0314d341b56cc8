package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Writes response heads in HTTP/1.1 form. What belongs to this hop is written by us alone. */
final class Http1Head {
  private static final HeaderName[] THIS_HOP = {
    HeaderName.CONNECTION,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.CONTENT_LENGTH,
    HeaderName.TE
  };
  private static final byte[] STATUS = ascii("HTTP/1.1 ");
  private static final byte[] DATE = ascii("date: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP = ascii("connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\n");
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[][] LINES = new byte[600][];

  static {
    for (int status = 100; status < LINES.length; status++) {
      LINES[status] = line(status);
    }
  }

  private Http1Head() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] line(int status) {
    return ascii(status + " " + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n");
  }

  /** Content-Length of the head itself; -1: none. */
  static long declared(ResponseHead head) {
    HeaderSection headers = head.headers();
    int at = headers.find(HeaderName.CONTENT_LENGTH);
    return at < 0
        ? -1
        : FieldLines.lengthOrNone(headers.bytes(), headers.valueStart(at), headers.valueEnd(at));
  }

  /** Status line, fields and, where known, Content-Length; not the empty line. */
  static void write(ByteBuf out, ResponseHead head, long length) {
    int status = head.status();
    out.writeBytes(STATUS);
    out.writeBytes(status < LINES.length ? LINES[status] : line(status));
    HeaderSection headers = head.headers();
    for (HeaderName name : THIS_HOP) {
      headers.remove(name);
    }
    if (status != 101) {
      headers.remove(HeaderName.UPGRADE);
    }
    headers.writeHttp1(out);
    if (length >= 0) {
      contentLength(out, length);
    }
  }

  static void contentLength(ByteBuf out, long length) {
    out.writeBytes(LENGTH);
    digits(out, length);
    out.writeBytes(CRLF);
  }

  private static void digits(ByteBuf out, long number) {
    if (number > 9) {
      digits(out, number / 10);
    }
    out.writeByte('0' + (int) (number % 10));
  }

  static void chunked(ByteBuf out) {
    out.writeBytes(CHUNKED);
  }

  static void upgrade(ByteBuf out) {
    out.writeBytes(UPGRADE);
  }

  static void date(ByteBuf out, ResponseHead head, byte[] date) {
    if (!head.headers().contains(HeaderName.DATE)) {
      out.writeBytes(DATE).writeBytes(date).writeBytes(CRLF);
    }
  }

  static void connection(ByteBuf out, boolean open, int version) {
    if (!open) {
      out.writeBytes(CLOSE);
    } else if (version == 10) {
      out.writeBytes(KEEP);
    }
  }
}
