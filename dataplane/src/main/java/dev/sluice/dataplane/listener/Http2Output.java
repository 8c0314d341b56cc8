package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.codec.Http2Writer;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.channel.ChannelHandlerContext;

/** Frames towards a client. */
final class Http2Output extends Http2Writer {
  private final Loop loop;
  private final Http2AnswerLines lines;

  Http2Output(ChannelHandlerContext context, Loop loop) {
    this(context, loop, new Http2AnswerLines(loop.texts));
  }

  private Http2Output(ChannelHandlerContext context, Loop loop, Http2AnswerLines lines) {
    super(context, lines);
    this.loop = loop;
    this.lines = lines;
  }

  /** A response's head; false: the client does not take one that large. */
  boolean head(int stream, ResponseHead head, long length, boolean last, Http2Sending body) {
    return block(stream, lines.response(head, length, loop.date()), last, body);
  }

  /** That the client may send its body. */
  void goOn(int stream, Http2Sending body) {
    block(stream, lines.goOn(), false, body);
  }
}
