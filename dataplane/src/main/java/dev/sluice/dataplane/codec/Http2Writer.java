package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;

/** Frames towards a peer (RFC 9113 §4, §6). */
public class Http2Writer {
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of a frame's own head. */
  private static final int FRAME = 9;

  /** Where the flags stand in it. */
  private static final int FLAGS = 4;

  /** Up to here a body part is copied behind what was written before, so that both are one. */
  private static final int COPY = 4000;

  /** Most blocks are smaller. */
  private static final int BLOCK = 512;

  /** What a peer may ask our encoder to remember for it; that is memory of ours. */
  private static final int MOST_TABLE = 4096;

  /** Larger frames would let one stream hold up the others. */
  private static final int MOST_FRAME = 64 << 10;

  private final GatheredOutput out;
  private final Http2Lines lines;
  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);
  private int maxFrame = 16 << 10;
  private long maxList = Long.MAX_VALUE;
  private int said;

  protected Http2Writer(ChannelHandlerContext context, Http2Lines lines) {
    this.out = new GatheredOutput(context);
    this.lines = lines;
  }

  /** How many frames of heads and bodies have been written; it may overflow. */
  public final int said() {
    return said;
  }

  // ---- frames

  private ByteBuf room(int size) {
    ByteBuf to = out.begun();
    if (to != null && to.writableBytes() < size) {
      out.push();
    }
    return out.open();
  }

  private ByteBuf frame(int length, int type, int flags, int stream, int room) {
    return room(FRAME + room).writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** What a client says first (RFC 9113 §3.4). */
  public final void preface() {
    room(PREFACE.length).writeBytes(PREFACE);
  }

  public final void settings(Http2Settings settings) {
    int length = settings.size() * 6;
    ByteBuf to = frame(length, SETTINGS, 0, 0, length);
    settings.forEach((id, value) -> to.writeShort(id).writeInt(value.intValue()));
  }

  public final void settingsTaken() {
    frame(0, SETTINGS, ACK, 0, 0);
  }

  public final void ping(long content, boolean ack) {
    frame(8, PING, ack ? ACK : 0, 0, 8).writeLong(content);
  }

  public final void windowUpdate(int stream, int increment) {
    frame(4, WINDOW_UPDATE, 0, stream, 4).writeInt(increment);
  }

  public final void reset(int stream, Http2Error error) {
    frame(4, RST_STREAM, 0, stream, 4).writeInt((int) error.code());
  }

  public final void goAway(int lastStream, Http2Error error) {
    frame(8, GOAWAY, 0, 0, 8).writeInt(lastStream).writeInt((int) error.code());
  }

  /** The last of a stream; false: the peer does not take ones that large. */
  final boolean trailers(int stream, HeaderSection trailers, Http2Sending body) {
    return block(stream, lines.trailers(trailers), true, body);
  }

  /** A field block; false: the peer does not take one that large. */
  protected final boolean block(int stream, Http2Lines block, boolean last, Http2Sending body) {
    if (block.listSize() > maxList) {
      return false;
    }
    said++;
    int flags = END_HEADERS | (last ? END_STREAM : 0);
    ByteBuf to = frame(0, HEADERS, flags, stream, BLOCK);
    int start = to.writerIndex();
    try {
      encoder.encodeHeaders(stream, block, to);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    int length = to.writerIndex() - start;
    body.lastFrame(start - FRAME + FLAGS, out.generation());
    if (length <= maxFrame) {
      to.setMedium(start - FRAME, length);
    } else {
      cut(to, start, length, flags, stream);
    }
    return true;
  }

  /** Cuts a block that is larger than a frame (RFC 9113 §4.3). */
  private void cut(ByteBuf to, int start, int length, int flags, int stream) {
    byte[] rest = new byte[length - maxFrame];
    to.getBytes(start + maxFrame, rest);
    to.writerIndex(start + maxFrame);
    to.setMedium(start - FRAME, maxFrame);
    to.setByte(start - FRAME + FLAGS, flags & ~END_HEADERS);
    for (int at = 0; at < rest.length; at += maxFrame) {
      int size = Math.min(maxFrame, rest.length - at);
      boolean all = at + size == rest.length;
      to.writeMedium(size)
          .writeByte(CONTINUATION)
          .writeByte(all ? END_HEADERS : 0)
          .writeInt(stream)
          .writeBytes(rest, at, size);
    }
  }

  /**
   * Writes as much of a body as one frame takes.
   *
   * @param most what the windows let out
   * @return how many bytes that was
   */
  final int data(int stream, ByteBuf data, int most, Http2Sending body) {
    int size = Math.min(Math.min(data.readableBytes(), maxFrame), most);
    said++;
    if (size <= COPY) {
      ByteBuf to = frame(size, DATA, 0, stream, size);
      body.lastFrame(to.writerIndex() - FRAME + FLAGS, out.generation());
      to.writeBytes(data, size);
    } else {
      frame(size, DATA, 0, stream, 0);
      out.write(data.readRetainedSlice(size));
    }
    return size;
  }

  /**
   * Ends a stream: in its last frame, where that has not been handed on.
   *
   * @param flagsAt where its flags stand, in the buffer of that generation
   */
  final void end(int stream, int flagsAt, int of) {
    ByteBuf to = out.begun();
    if (to != null && of == out.generation()) {
      to.setByte(flagsAt, to.getByte(flagsAt) | END_STREAM);
    } else {
      frame(0, DATA, END_STREAM, stream, 0);
    }
  }

  public final void flush() {
    out.flush();
  }

  /** Runs something when all that was written before is sent, or cannot be. */
  public final void whenSent(Runnable task) {
    out.whenSent(task);
  }

  /** The connection is gone. */
  public final void drop() {
    out.drop();
  }

  // ---- settings

  /** Takes what a peer says it can take. */
  public final void take(Http2Settings settings) throws Http2Exception {
    Long table = settings.headerTableSize();
    if (table != null) {
      encoder.maxHeaderTableSize(Math.min(table, MOST_TABLE));
    }
    Long list = settings.maxHeaderListSize();
    if (list != null) {
      maxList = list;
    }
    Integer frame = settings.maxFrameSize();
    if (frame != null) {
      maxFrame = Math.min(frame, MOST_FRAME);
    }
  }
}
