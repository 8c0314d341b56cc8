package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Frames towards a client (RFC 9113 §4, §6). What is written before the loop turns to others goes
 * out in one piece.
 */
final class Http2Output {
  static final int END_STREAM = 1;
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

  /** Bytes of a frame's own head. */
  private static final int FRAME = 9;

  /** Where the flags stand in it. */
  private static final int FLAGS = 4;

  /** Up to here a body part is copied behind what was written before, so that both are one. */
  private static final int COPY = 4000;

  /** Most blocks are smaller. */
  private static final int BLOCK = 512;

  /** What a client may ask our encoder to remember for it; that is memory of ours. */
  private static final int MOST_TABLE = 4096;

  /** Larger frames would let one stream hold up the others. */
  private static final int MOST_FRAME = 64 << 10;

  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Http2Lines lines;
  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);
  private final Runnable later = this::later;
  private @Nullable ByteBuf open;

  /** How many buffers have been handed on: what stands in one of them cannot be changed. */
  private int generation;

  private boolean due;
  private boolean dirty;
  private int maxFrame = 16 << 10;
  private long maxList = Long.MAX_VALUE;

  Http2Output(ChannelHandlerContext context, Loop loop) {
    this.context = context;
    this.loop = loop;
    this.lines = new Http2Lines(loop.texts);
  }

  // ---- frames

  private ByteBuf room(int size) {
    ByteBuf to = open;
    if (to != null && to.writableBytes() < size) {
      push();
      to = null;
    }
    if (to == null) {
      to = Buffers.small();
      open = to;
      due();
    }
    return to;
  }

  private ByteBuf frame(int length, int type, int flags, int stream, int room) {
    return room(FRAME + room).writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  void settings(Http2Settings settings) {
    int length = settings.size() * 6;
    ByteBuf out = frame(length, SETTINGS, 0, 0, length);
    settings.forEach((id, value) -> out.writeShort(id).writeInt(value.intValue()));
  }

  void settingsTaken() {
    frame(0, SETTINGS, ACK, 0, 0);
  }

  void ping(long content, boolean ack) {
    frame(8, PING, ack ? ACK : 0, 0, 8).writeLong(content);
  }

  void windowUpdate(int stream, int increment) {
    frame(4, WINDOW_UPDATE, 0, stream, 4).writeInt(increment);
  }

  void reset(int stream, Http2Error error) {
    frame(4, RST_STREAM, 0, stream, 4).writeInt((int) error.code());
  }

  void goAway(int lastStream, Http2Error error) {
    frame(8, GOAWAY, 0, 0, 8).writeInt(lastStream).writeInt((int) error.code());
  }

  /** A response's head; false: the client does not take one that large. */
  boolean head(int stream, ResponseHead head, long length, boolean last, Http2ResponseBody body) {
    return block(stream, lines.response(head, length, loop.date()), last, body);
  }

  void goOn(int stream, Http2ResponseBody body) {
    block(stream, lines.goOn(), false, body);
  }

  boolean trailers(int stream, HeaderSection trailers, Http2ResponseBody body) {
    return block(stream, lines.trailers(trailers), true, body);
  }

  private boolean block(int stream, Http2Lines block, boolean last, Http2ResponseBody body) {
    if (block.listSize() > maxList) {
      return false;
    }
    int flags = END_HEADERS | (last ? END_STREAM : 0);
    ByteBuf out = frame(0, HEADERS, flags, stream, BLOCK);
    int start = out.writerIndex();
    try {
      encoder.encodeHeaders(stream, block, out);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    int length = out.writerIndex() - start;
    body.lastFrame(start - FRAME + FLAGS, generation);
    if (length <= maxFrame) {
      out.setMedium(start - FRAME, length);
    } else {
      cut(out, start, length, flags, stream);
    }
    return true;
  }

  /** Cuts a block that is larger than a frame (RFC 9113 §4.3). */
  private void cut(ByteBuf out, int start, int length, int flags, int stream) {
    byte[] rest = new byte[length - maxFrame];
    out.getBytes(start + maxFrame, rest);
    out.writerIndex(start + maxFrame);
    out.setMedium(start - FRAME, maxFrame);
    out.setByte(start - FRAME + FLAGS, flags & ~END_HEADERS);
    for (int at = 0; at < rest.length; at += maxFrame) {
      int size = Math.min(maxFrame, rest.length - at);
      boolean all = at + size == rest.length;
      out.writeMedium(size)
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
  int data(int stream, ByteBuf data, int most, Http2ResponseBody body) {
    int size = Math.min(Math.min(data.readableBytes(), maxFrame), most);
    if (size <= COPY) {
      ByteBuf out = frame(size, DATA, 0, stream, size);
      body.lastFrame(out.writerIndex() - FRAME + FLAGS, generation);
      out.writeBytes(data, size);
    } else {
      frame(size, DATA, 0, stream, 0);
      push();
      context.write(data.readRetainedSlice(size), context.voidPromise());
      dirty = true;
    }
    return size;
  }

  /**
   * Ends a stream: in its last frame, where that has not been handed on.
   *
   * @param flagsAt where its flags stand, in the buffer of that generation
   */
  void end(int stream, int flagsAt, int of) {
    ByteBuf to = open;
    if (to != null && of == generation) {
      to.setByte(flagsAt, to.getByte(flagsAt) | END_STREAM);
    } else {
      frame(0, DATA, END_STREAM, stream, 0);
    }
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
      generation++;
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

  /** Runs something when all that was written before is sent, or cannot be. */
  void whenSent(Runnable task) {
    push();
    dirty = false;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> task.run());
  }

  /** The connection is gone. */
  void drop() {
    ByteBuf to = open;
    if (to != null) {
      open = null;
      generation++;
      to.release();
    }
  }

  // ---- settings

  /** Takes what a client says it can take. */
  void take(Http2Settings settings) throws Http2Exception {
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
