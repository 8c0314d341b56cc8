package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/** Writes request heads as the field lists of HTTP/2 (RFC 9113 §8.3.1). */
final class Http2RequestHead {
  private Http2RequestHead() {}

  /**
   * The head as it goes to an endpoint.
   *
   * @param length of the body; -1: not known
   */
  static Http2Headers of(RequestHead request, long length) {
    Http2Headers to = new DefaultHttp2Headers(false);
    String path = request.path();
    to.method(request.method());
    to.scheme("http");
    to.authority(request.authority());
    to.path(request.queryEnd() > request.queryStart() ? path + "?" + request.queryText() : path);
    Http2Fields.write(request.headers(), to);
    if (length > 0) {
      to.setLong("content-length", length);
    }
    return to;
  }
}
