package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.Supplier;

/**
 * Frames from a peer (RFC 9113 §4, §6), however they are cut into pieces: Netty reads each, and
 * unpacks its fields.
 */
public final class Http2Input {
  private static final int MOST_SMALL_CONTINUATIONS = 16;

  private final Unread bytes = new Unread();
  private final DefaultHttp2FrameReader reader;

  /**
   * @param mostHead bytes of a field block
   * @param blocks what takes the fields of the next block
   */
  public Http2Input(long mostHead, Supplier<? extends Http2FieldBlock> blocks) {
    this.reader =
        new DefaultHttp2FrameReader(
            // What the fields say is checked as they come, by the block.
            new DefaultHttp2HeadersDecoder(false, mostHead) {
              @Override
              protected Http2Headers newHeaders() {
                return blocks.get();
              }
            },
            MOST_SMALL_CONTINUATIONS);
  }

  /** Takes bytes, and their ownership. */
  public void add(ChannelHandlerContext context, ByteBuf more) {
    bytes.add(context.alloc(), more);
  }

  public boolean any() {
    return bytes.any();
  }

  /** What has come and is not read. */
  public ByteBuf bytes() {
    return bytes.bytes();
  }

  /**
   * Hands on the frames that are whole.
   *
   * @throws Http2Exception what is wrong; if with one stream alone, what follows can still be read
   */
  public void read(ChannelHandlerContext context, Http2FrameListener to) throws Http2Exception {
    reader.readFrame(context, bytes.bytes(), to);
  }

  /** Keeps no buffer of which all is read. */
  public void trim() {
    bytes.trim();
  }

  /** Nobody reads what has come. */
  public void drop() {
    bytes.drop();
  }

  /** The connection is gone. */
  public void close() {
    reader.close();
    drop();
  }
}
