package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Controls;
import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.codec.Quota;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * What the frames of a client mean (RFC 9113 §5, §6): which stream each is for, and whether it may
 * come at all. Netty's reader has checked each for itself.
 */
final class Http2Frames extends Http2Controls {
  /**
   * A client that opens and resets without end (CVE-2023-44487): so many beyond one for each stream
   * that has come to its end. Deadlines of gRPC are kept that way.
   */
  private static final int MOST_RESETS = 200;

  /** Of one body before we have taken it. */
  static final int STREAM_WINDOW = 256 << 10;

  /** Of all bodies of a connection: some that are held back shall not hold up the others. */
  static final int CONNECTION_WINDOW = 1 << 20;

  private final Http2Connection connection;
  private final Http2Streams streams;
  private final Http2Output output;
  private final Http2Room room;
  private final Http2Credit credit = new Http2Credit(CONNECTION_WINDOW);
  private final Quota resets = new Quota(MOST_RESETS);

  Http2Frames(
      Http2Connection connection, Http2Streams streams, Http2Output output, Http2Room room) {
    super(output, room);
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
    says(1, ends);
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
    says(size, ends);
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

  @Override
  protected void comes() {
    // A client has been heard to say its preface.
  }

  @Override
  protected void floods() {
    connection.events().refused(Failure.BAD_REQUEST.reason());
  }

  @Override
  protected Iterable<Http2Sending> sending() {
    return streams.all().stream().map(Http2Stream::answer).toList();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    if (!connection.took(content)) {
      super.onPingAckRead(ctx, content);
    }
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int id, int promised, Http2Headers fields, int padding)
      throws Http2Exception {
    throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "A client does not push.");
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
}
