package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.codec.Http2Writer;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.channel.ChannelHandlerContext;

/** Frames towards an endpoint. */
final class Http2Output extends Http2Writer {
  private final Http2RequestLines lines;

  /**
   * @param lines of the connection's event loop
   */
  Http2Output(ChannelHandlerContext context, Http2RequestLines lines) {
    super(context, lines);
    this.lines = lines;
  }

  /**
   * A request's head; false: the endpoint does not take one that large.
   *
   * @param length of the body; -1: not known
   * @param last there is no body
   */
  boolean head(int stream, RequestHead request, long length, boolean last, Http2Sending body) {
    return block(stream, lines.request(request, length), last, body);
  }
}
