package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;

/**
 * Bytes towards a client. What is written before the loop turns to others goes out in one piece.
 */
final class Http1Output {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CRLF = {'\r', '\n'};

  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Runnable later = this::later;
  private boolean due;
  private boolean dirty;

  Http1Output(ChannelHandlerContext context, Loop loop) {
    this.context = context;
    this.loop = loop;
  }

  ByteBuf buffer() {
    return context.alloc().buffer(512);
  }

  byte[] date() {
    return loop.date();
  }

  boolean writable() {
    return context.channel().isWritable();
  }

  void write(ByteBuf data) {
    context.write(data, context.voidPromise());
    dirty = true;
    if (!due) {
      due = true;
      context.executor().execute(later);
    }
  }

  private void later() {
    due = false;
    flush();
  }

  void flush() {
    if (dirty) {
      dirty = false;
      context.flush();
    }
  }

  /** Asks for the body, or only whether anybody is there. */
  void sayContinue() {
    write(buffer().writeBytes(CONTINUE));
  }

  /** An answer without an exchange. */
  void answer(FailureResponse answer) {
    ByteBuf out = buffer();
    Http1Head.write(out, answer.head(), answer.body().length);
    Http1Head.date(out, answer.head(), loop.date());
    Http1Head.connection(out, false, 11);
    out.writeBytes(CRLF).writeBytes(answer.body());
    write(out);
  }

  /**
   * Nothing more will be written. The connection is closed by halves, lest a reset overtake our
   * last words.
   *
   * @param atOnce the client has closed its half already, or has no halves
   */
  void end(boolean atOnce) {
    dirty = false;
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              if (!atOnce && context.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                context.read();
              } else {
                context.close();
              }
            });
  }
}
