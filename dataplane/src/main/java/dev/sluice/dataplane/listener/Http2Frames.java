package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Quota;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * What the frames of a client mean (RFC 9113 §5, §6): which stream each is for, and whether it may
 * come at all. Netty's reader has checked each for itself.
 */
final class Http2Frames implements Http2FrameListener {
  /**
   * PING, SETTINGS and PRIORITY in ten seconds, beyond one for each frame of an answer: clients of
   * gRPC measure the bandwidth by a PING for each that they get.
   */
  private static final int MOST_CONTROLS = 1000;

  /**
   * A client that opens and resets without end (CVE-2023-44487): so many beyond one for each stream
   * that has come to its end. Deadlines of gRPC are kept that way.
   */
  private static final int MOST_RESETS = 200;

  private static final int MOST_EMPTY = 2;

  /** Of one body before we have taken it. */
  static final int STREAM_WINDOW = 256 << 10;

  /** Of all bodies of a connection: some that are held back shall not hold up the others. */
  static final int CONNECTION_WINDOW = 1 << 20;

  private final Http2Connection connection;
  private final Http2Streams streams;
  private final Http2Output output;
  private final Http2Room room;
  private final Http2Credit credit = new Http2Credit(CONNECTION_WINDOW);
  private final Quota controls = new Quota(MOST_CONTROLS);
  private final Quota resets = new Quota(MOST_RESETS);
  private int empty;

  /** Frames of answers for which the client was given credit. */
  private int earned;

  Http2Frames(
      Http2Connection connection, Http2Streams streams, Http2Output output, Http2Room room) {
    this.connection = connection;
    this.streams = streams;
    this.output = output;
    this.room = room;
  }

  /** Whether the client may not send, as others of its bodies wait. */
  boolean full() {
    return credit.used();
  }

  /** So many bytes of a body are no longer ours. */
  void taken(int bytes) {
    int increment = credit.taken(bytes);
    if (increment > 0) {
      output.windowUpdate(0, credit.give(increment));
    }
  }

  /** A stream has come to its end. */
  void answered() {
    resets.earned(1);
  }

  // ---- requests

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers fields, int padding, boolean ends)
      throws Http2Exception {
    goesOn();
    empty = 0;
    Http2Block block = (Http2Block) fields;
    if (streams.late(id)) {
      return;
    }
    if (streams.isNew(id)) {
      Http2Stream stream = streams.open(id);
      guarded(stream, () -> stream.begin(block, ends));
      return;
    }
    Http2Stream stream = streams.speaking(id);
    if (stream != null) {
      guarded(stream, () -> stream.trailers(block, ends));
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers fields,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean ends)
      throws Http2Exception {
    onHeadersRead(ctx, id, fields, padding, ends);
  }

  /** What is wrong with a stream is wrong with that one alone. */
  void wrong(Http2Exception e) throws Http2Exception {
    int id = Http2Exception.streamId(e);
    boolean tooLarge =
        e instanceof Http2Exception.HeaderListSizeException large && large.duringDecode();
    if (tooLarge && streams.late(id)) {
      return;
    }
    Http2Stream stream = tooLarge && streams.isNew(id) ? streams.open(id) : streams.underWay(id);
    if (stream == null) {
      connection.reset(id, e.error());
    } else if (tooLarge) {
      stream.refuse(new Refusal(431, "The header fields are too large."));
    } else {
      stream.malformed(e.error());
    }
  }

  /** A bug in what a stream runs through is that stream's alone. */
  private void guarded(Http2Stream stream, Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      connection.events().failed(e);
      stream.broken();
    }
  }

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends)
      throws Http2Exception {
    goesOn();
    int size = data.readableBytes();
    if (ends || size > 0) {
      empty = 0;
    } else if (++empty > MOST_EMPTY) {
      throw tooMuch("Frames that say nothing come without end.");
    }
    if (!credit.comes(size + padding)) {
      throw Http2Exception.connectionError(
          Http2Error.FLOW_CONTROL_ERROR, "More has come than the connection's window lets.");
    }
    Http2Stream stream;
    try {
      stream = streams.speaking(id);
      if (stream != null && !stream.credit().comes(size + padding)) {
        throw Http2Exception.streamError(
            id, Http2Error.FLOW_CONTROL_ERROR, "More has come than the stream's window lets.");
      }
    } catch (Http2Exception e) {
      taken(size + padding);
      throw e;
    }
    if (stream == null) {
      taken(size + padding);
    } else {
      if (padding > 0) {
        stream.taken(padding);
      }
      guarded(stream, () -> stream.data(data.retain(), ends));
    }
    return 0;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) throws Http2Exception {
    if (resets.exceeded()) {
      throw tooMuch("Streams are opened and reset without end.");
    }
    Http2Stream stream = streams.known(id);
    if (stream != null) {
      guarded(stream, stream::abandoned);
    }
  }

  // ---- the connection

  /** What one frame has led to may have ended all. */
  private void goesOn() throws Http2Exception {
    if (connection.failed()) {
      throw tooMuch("The connection has ended.");
    }
  }

  private void control() throws Http2Exception {
    int said = output.said();
    controls.earned(said - earned);
    earned = said;
    if (controls.exceeded() || room.unread()) {
      connection.events().refused(Failure.BAD_REQUEST.reason());
      throw tooMuch("Frames that ask for nothing come without end.");
    }
  }

  static Http2Exception tooMuch(String what) {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, what);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    control();
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    control();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    control();
    take(settings);
    output.settingsTaken();
  }

  /** What the client can take. */
  void take(Http2Settings settings) throws Http2Exception {
    output.take(settings);
    Integer initial = settings.initialWindowSize();
    int grows = initial == null ? 0 : room.streamWindow(initial);
    if (grows != 0) {
      for (Http2Stream stream : streams.all()) {
        try {
          stream.answer().credit(grows);
        } catch (Http2Exception e) {
          throw Http2Exception.connectionError(
              Http2Error.FLOW_CONTROL_ERROR, e, "A stream's window is too large.");
        }
      }
    }
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    control();
    output.ping(content, true);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    if (!connection.took(content)) {
      control();
    }
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int id, int promised, Http2Headers fields, int padding)
      throws Http2Exception {
    throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "A client does not push.");
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long error, ByteBuf debugData)
      throws Http2Exception {
    control();
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment)
      throws Http2Exception {
    if (id == 0) {
      room.credit(increment);
      return;
    }
    Http2Stream stream = streams.known(id);
    if (stream != null) {
      stream.answer().credit(increment);
    }
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload) {
    // To be ignored (RFC 9113 §5.5).
  }
}
