package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Lines;
import dev.sluice.dataplane.codec.KnownTexts;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;

/** Heads of responses. */
final class Http2AnswerLines extends Http2Lines {
  private static final AsciiString DATE = AsciiString.cached("date");

  Http2AnswerLines(KnownTexts texts) {
    super(texts);
  }

  /**
   * A response's head.
   *
   * @param length -1: not known, or not to be said
   */
  Http2Lines response(ResponseHead head, long length, byte[] date) {
    begin();
    put(PseudoHeaderName.STATUS.value(), status(head.status()));
    HeaderSection fields = head.headers();
    fields(fields);
    if (length >= 0) {
      put(LENGTH, number(length));
    }
    if (!fields.contains(HeaderName.DATE)) {
      put(DATE, texts.value(date, 0, date.length));
    }
    return this;
  }

  /** That the client may send its body. */
  Http2Lines goOn() {
    begin();
    put(PseudoHeaderName.STATUS.value(), status(100));
    return this;
  }

  private static AsciiString status(int status) {
    return HttpResponseStatus.valueOf(status).codeAsText();
  }
}
