package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes towards a client. What is written before the loop turns to others goes out in one piece.
 */
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
  private final Runnable later = this::later;
  private @Nullable ByteBuf open;
  private boolean due;
  private boolean dirty;
  private boolean said;

  Http1Output(ChannelHandlerContext context, Loop loop) {
    this.context = context;
    this.loop = loop;
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
    ByteBuf to = open;
    if (to == null) {
      to = Buffers.small();
      open = to;
      due();
    }
    return to;
  }

  /** Takes bytes of a body. */
  void body(ByteBuf data) {
    int size = data.readableBytes();
    ByteBuf to = open;
    if (to != null && size <= COPY && size <= to.writableBytes()) {
      to.writeBytes(data);
      data.release();
      if (to.readableBytes() > MOST) {
        push();
      }
    } else {
      push();
      context.write(data, context.voidPromise());
      dirty = true;
      due();
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

  private void due() {
    if (!due) {
      due = true;
      context.executor().execute(later);
    }
  }

  private void later() {
    due = false;
    flush();
  }

  private void push() {
    ByteBuf to = open;
    if (to != null) {
      open = null;
      context.write(to, context.voidPromise());
      dirty = true;
    }
  }

  void flush() {
    push();
    if (dirty) {
      dirty = false;
      context.flush();
    }
  }

  /** Whether all that was written before the end is sent. */
  boolean said() {
    return said;
  }

  /** The connection is gone. */
  void drop() {
    ByteBuf to = open;
    if (to != null) {
      open = null;
      to.release();
    }
  }

  /** Asks for the body, or only whether anybody is there. */
  void sayContinue() {
    open().writeBytes(CONTINUE);
  }

  /** An answer without an exchange. */
  void answer(FailureResponse answer) {
    ByteBuf out = open();
    Http1Head.write(out, answer.head(), answer.body().length);
    Http1Head.date(out, answer.head(), loop.date());
    Http1Head.connection(out, false, 11);
    out.writeBytes(CRLF).writeBytes(answer.body());
  }

  /**
   * Nothing more will be written. The connection is closed by halves, lest a reset overtake our
   * last words.
   *
   * @param atOnce whether the client has closed its half, or has no halves; asked when all that was
   *     written is sent
   */
  void end(BooleanSupplier atOnce) {
    push();
    dirty = false;
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              said = true;
              if (!atOnce.getAsBoolean() && context.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                context.read();
              } else {
                context.close();
              }
            });
  }
}
