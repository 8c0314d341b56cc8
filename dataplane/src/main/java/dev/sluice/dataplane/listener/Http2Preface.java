package dev.sluice.dataplane.listener;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;

/** What a client says first (RFC 9113 §3.4): fixed bytes, and then SETTINGS. */
final class Http2Preface {
  private static final byte[] BYTES =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  static final int LENGTH = BYTES.length;

  /** Where type and flags stand in a frame's head. */
  private static final int TYPE = 3;

  private static final int FLAGS = 4;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;

  private Http2Preface() {}

  /** How many of the bytes that are there, from the first on, are the fixed ones. */
  static int same(ByteBuf input) {
    int most = Math.min(LENGTH, input.readableBytes());
    int same = 0;
    while (same < most && input.getByte(input.readerIndex() + same) == BYTES[same]) {
      same++;
    }
    return same;
  }

  /** Takes the fixed bytes away once SETTINGS has begun; false: more must come to tell. */
  static boolean passed(ByteBuf input) throws Http2Exception {
    if (same(input) < Math.min(LENGTH, input.readableBytes())) {
      throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "There is no preface.");
    }
    int frame = input.readerIndex() + LENGTH;
    if (input.readableBytes() <= LENGTH + FLAGS) {
      return false;
    }
    if (input.getByte(frame + TYPE) != SETTINGS || (input.getByte(frame + FLAGS) & ACK) != 0) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "The first frame is not SETTINGS.");
    }
    input.skipBytes(LENGTH);
    return true;
  }
}
