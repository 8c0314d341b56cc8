package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Unread;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Frames from a client (RFC 9113 §4, §6), however they are cut into pieces: Netty reads each, and
 * unpacks its fields.
 */
final class Http2Input {
  private static final int MOST_SMALL_CONTINUATIONS = 16;

  private final Unread bytes = new Unread();
  private final Http2Block block;
  private final DefaultHttp2FrameReader reader;

  /** The client has said that it speaks HTTP/2. */
  private boolean greeted;

  Http2Input(Loop loop) {
    this.block = new Http2Block(loop.heads, loop.limits.fields());
    this.reader =
        new DefaultHttp2FrameReader(
            // What the fields say is checked as they come, by the block.
            new DefaultHttp2HeadersDecoder(false, loop.limits.head()) {
              @Override
              protected Http2Headers newHeaders() {
                return block.begin();
              }
            },
            MOST_SMALL_CONTINUATIONS);
  }

  /** Where fields go that do not come in a frame. */
  Http2Block fields() {
    return block.begin();
  }

  /** Takes bytes, and their ownership. */
  void add(ChannelHandlerContext context, ByteBuf more) {
    bytes.add(context.alloc(), more);
  }

  boolean any() {
    return bytes.any();
  }

  /**
   * Hands on the frames that are whole.
   *
   * @throws Http2Exception what is wrong; if with one stream alone, what follows can still be read
   */
  void read(ChannelHandlerContext context, Http2Frames to) throws Http2Exception {
    greeted = greeted || Http2Preface.passed(bytes.bytes());
    if (greeted && bytes.any()) {
      reader.readFrame(context, bytes.bytes(), to);
    }
  }

  /** Keeps no buffer of which all is read. */
  void trim() {
    bytes.trim();
  }

  /** Nobody reads what has come. */
  void drop() {
    bytes.drop();
  }

  /** The connection is gone. */
  void close() {
    reader.close();
    drop();
  }
}
