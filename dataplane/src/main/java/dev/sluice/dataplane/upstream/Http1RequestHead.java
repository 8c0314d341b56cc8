package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes request heads in HTTP/1.1 form (RFC 9112 §3). What belongs to this hop is ours alone. */
final class Http1RequestHead {
  private static final byte[] VERSION_HOST = ascii(" HTTP/1.1\r\nhost: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] TE = ascii("connection: te\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
  private static final byte[] CRLF = ascii("\r\n");

  private Http1RequestHead() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes the head, with its empty line.
   *
   * @param length of the body; -1: not known
   */
  static void write(ByteBuf out, RequestHead request, long length) {
    byte[] block = request.bytes();
    ByteBufUtil.writeAscii(out, request.method());
    out.writeByte(' ');
    out.writeBytes(block, request.pathStart(), request.pathEnd() - request.pathStart());
    if (request.queryEnd() > request.queryStart()) {
      out.writeByte('?');
      out.writeBytes(block, request.queryStart(), request.queryEnd() - request.queryStart());
    }
    out.writeBytes(VERSION_HOST);
    ByteBufUtil.writeAscii(out, request.authority());
    out.writeBytes(CRLF);
    request.headers().writeHttp1(out);
    String upgrade = request.upgrade();
    if (upgrade != null) {
      out.writeBytes(UPGRADE);
      ByteBufUtil.writeAscii(out, upgrade);
      out.writeBytes(CRLF);
    } else if (request.headers().contains(HeaderName.TE)) {
      out.writeBytes(TE);
    }
    if (length < 0) {
      out.writeBytes(CHUNKED);
    } else if (length > 0 || expectsBody(request.method())) {
      out.writeBytes(LENGTH);
      ByteBufUtil.writeAscii(out, Long.toString(length));
      out.writeBytes(CRLF);
    }
    out.writeBytes(CRLF);
  }

  /** Without a body these say so (RFC 9110 §8.6). */
  private static boolean expectsBody(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "DELETE" -> false;
      default -> true;
    };
  }
}
