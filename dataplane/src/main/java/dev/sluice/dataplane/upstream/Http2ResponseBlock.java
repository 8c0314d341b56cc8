package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Http2FieldBlock;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** A field block from an endpoint: the head of a response (RFC 9113 §8.3.2), or its trailers. */
final class Http2ResponseBlock extends Http2FieldBlock {
  private static final int MOST_FIELDS = 200;

  private @Nullable AsciiString status;

  Http2ResponseBlock() {
    super(MOST_FIELDS);
  }

  /** Another one begins, in a section of its own: many responses are under way at once. */
  Http2ResponseBlock begin() {
    status = null;
    begin(new HeaderSection(256, 8));
    return this;
  }

  @Override
  protected boolean takes(AsciiString name, AsciiString value) {
    boolean fine = status == null && PseudoHeaderName.STATUS.value().equals(name);
    status = value;
    return fine;
  }

  @Override
  public @Nullable AsciiString status() {
    return status;
  }

  /** The head; refuses what is none. */
  ResponseHead response() {
    HeaderSection fields = checked();
    return new ResponseHead(status(status), fields);
  }

  private static int status(@Nullable AsciiString text) {
    if (text == null || text.length() != 3) {
      throw Refusal.bad("The status is none.");
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = text.byteAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw Refusal.bad("The status is none.");
      }
      status = status * 10 + digit;
    }
    if (status < 100 || status > 599 || status == 101) {
      throw Refusal.bad("The status is none of HTTP/2.");
    }
    return status;
  }

  /** Bytes that Content-Length says; -1: it says nothing. Refuses two that say something. */
  static long declared(HeaderSection fields) {
    int length = fields.find(HeaderName.CONTENT_LENGTH);
    if (length < 0) {
      return -1;
    }
    if (fields.find(HeaderName.CONTENT_LENGTH, length + 1) >= 0) {
      throw Refusal.bad("Content-Length is said twice.");
    }
    return FieldLines.length(fields.bytes(), fields.valueStart(length), fields.valueEnd(length));
  }
}
