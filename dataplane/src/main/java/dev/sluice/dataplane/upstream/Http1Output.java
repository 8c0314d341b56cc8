package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one connection to an endpoint that speaks HTTP/1.1: bytes as they are, or in
 * chunks (RFC 9112 §7.1). Whatever is written before the loop turns to others goes out in one go.
 */
final class Http1Output {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CRLF = {'\r', '\n'};

  /** Up to here a chunk is copied behind what frames it, so that both are one write. */
  private static final int COPY = 2048;

  private final ChannelHandlerContext context;
  private final Runnable flush = this::flush;
  private boolean flushDue;

  Http1Output(ChannelHandlerContext context) {
    this.context = context;
  }

  boolean writable() {
    return context.channel().isWritable();
  }

  void write(ByteBuf data) {
    context.write(data, context.voidPromise());
    if (!flushDue) {
      flushDue = true;
      context.executor().execute(flush);
    }
  }

  /** Writes, with nothing to follow. */
  void writeLast(ByteBuf data) {
    context.writeAndFlush(data, context.voidPromise());
  }

  /** Writes bytes, of which there must be some, as one chunk. */
  void chunk(ByteBuf data) {
    int size = data.readableBytes();
    ByteBuf out = buffer(size <= COPY ? size + 16 : 16);
    out.writeCharSequence(Integer.toHexString(size), StandardCharsets.US_ASCII);
    out.writeBytes(CRLF);
    if (size <= COPY) {
      out.writeBytes(data).writeBytes(CRLF);
      data.release();
      write(out);
    } else {
      write(out);
      write(data);
      write(buffer(2).writeBytes(CRLF));
    }
  }

  /** Writes what says that no more chunks follow. */
  void lastChunk(@Nullable HeaderSection trailers) {
    ByteBuf out = buffer(64);
    if (trailers == null) {
      out.writeBytes(LAST_CHUNK);
    } else {
      out.writeByte('0').writeBytes(CRLF);
      trailers.writeHttp1(out);
      out.writeBytes(CRLF);
    }
    write(out);
  }

  private ByteBuf buffer(int bytes) {
    return context.alloc().buffer(bytes);
  }

  private void flush() {
    flushDue = false;
    context.flush();
  }
}
