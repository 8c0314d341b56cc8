package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Reads response heads from the field lists of HTTP/2 (RFC 9113 §8.3.2); refuses what is none. */
final class Http2ResponseHead {
  static final int MOST_FIELDS = 200;

  private Http2ResponseHead() {}

  static ResponseHead of(Http2Headers from) {
    ResponseHead head = new ResponseHead(status(from.status()));
    Http2Fields.read(from, head.headers(), MOST_FIELDS);
    return head;
  }

  private static int status(@Nullable CharSequence text) {
    if (text == null || text.length() != 3) {
      throw Refusal.bad("The status is none.");
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      status = status * 10 + Character.digit(text.charAt(i), 10);
    }
    if (status < 100 || status > 599 || status == 101) {
      throw Refusal.bad("The status is none of HTTP/2.");
    }
    return status;
  }

  /** Bytes that Content-Length says; -1: it says nothing. */
  static long declared(HeaderSection fields) {
    int length = fields.find(HeaderName.CONTENT_LENGTH);
    return length < 0
        ? -1
        : FieldLines.length(fields.bytes(), fields.valueStart(length), fields.valueEnd(length));
  }
}
