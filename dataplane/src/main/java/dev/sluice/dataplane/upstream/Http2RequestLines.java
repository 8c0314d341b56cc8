package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Lines;
import dev.sluice.dataplane.codec.KnownTexts;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;

/** Heads of requests (RFC 9113 §8.3.1). */
final class Http2RequestLines extends Http2Lines {
  private static final AsciiString HTTP = AsciiString.cached("http");

  Http2RequestLines(KnownTexts texts) {
    super(texts);
  }

  /**
   * The head as it goes to an endpoint.
   *
   * @param length of the body; -1: not known
   */
  Http2Lines request(RequestHead request, long length) {
    begin();
    put(PseudoHeaderName.METHOD.value(), text(request.method()));
    put(PseudoHeaderName.SCHEME.value(), HTTP);
    put(PseudoHeaderName.AUTHORITY.value(), text(request.authority()));
    put(PseudoHeaderName.PATH.value(), target(request));
    fields(request.headers());
    if (length > 0) {
      put(LENGTH, number(length));
    }
    return this;
  }

  private AsciiString target(RequestHead request) {
    byte[] bytes = request.bytes();
    int from = request.pathStart();
    int end = request.pathEnd();
    if (request.queryEnd() == request.queryStart()) {
      return texts.value(bytes, from, end);
    }
    byte[] target = new byte[end - from + 1 + request.queryEnd() - request.queryStart()];
    System.arraycopy(bytes, from, target, 0, end - from);
    target[end - from] = '?';
    System.arraycopy(
        bytes,
        request.queryStart(),
        target,
        end - from + 1,
        request.queryEnd() - request.queryStart());
    return texts.value(target, 0, target.length);
  }
}
