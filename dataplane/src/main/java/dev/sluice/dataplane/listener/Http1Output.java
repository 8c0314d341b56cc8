package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.GatheredOutput;
import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;

/** Bytes towards a client that speaks HTTP/1.1. */
final class Http1Output {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Up to here a body part is copied behind what was written before, so that both are one. */
  private static final int COPY = 4096;

  /** From here on the channel shall know of it, and say when it is too much. */
  private static final int MOST = 16 << 10;

  private static final byte[] CRLF = {'\r', '\n'};

  private final ChannelHandlerContext context;
  private final Loop loop;
  private final GatheredOutput out;

  Http1Output(ChannelHandlerContext context, Loop loop) {
    this.context = context;
    this.loop = loop;
    this.out = new GatheredOutput(context);
  }

  Runnable after(long millis, Runnable task) {
    return loop.after(millis, task);
  }

  byte[] date() {
    return loop.date();
  }

  boolean writable() {
    return context.channel().isWritable();
  }

  /** Where to write what is small; goes out with the rest. */
  ByteBuf open() {
    return out.open();
  }

  /** Takes bytes of a body. */
  void body(ByteBuf data) {
    int size = data.readableBytes();
    ByteBuf to = out.begun();
    if (to != null && size <= COPY && size <= to.writableBytes()) {
      to.writeBytes(data);
      data.release();
      if (to.readableBytes() > MOST) {
        out.push();
      }
    } else {
      out.write(data);
    }
  }

  /** Takes bytes of a body as one chunk (RFC 9112 §7.1). */
  void chunk(ByteBuf data) {
    ByteBuf to = open();
    to.writeCharSequence(Integer.toHexString(data.readableBytes()), StandardCharsets.US_ASCII);
    to.writeBytes(CRLF);
    body(data);
    open().writeBytes(CRLF);
  }

  void flush() {
    out.flush();
  }

  /** Runs something when all that was written before is sent, or cannot be. */
  void whenSent(Runnable task) {
    out.whenSent(task);
  }

  /** The connection is gone. */
  void drop() {
    out.drop();
  }

  /** Asks for the body, or only whether anybody is there. */
  void sayContinue() {
    open().writeBytes(CONTINUE);
  }

  /** An answer without an exchange. */
  void answer(FailureResponse answer) {
    ByteBuf to = open();
    Http1Head.write(to, answer.head(), answer.body().length);
    Http1Head.date(to, answer.head(), loop.date());
    Http1Head.connection(to, false, 11);
    to.writeBytes(CRLF).writeBytes(answer.body());
  }
}
