package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Quota;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * What the frames of an endpoint mean (RFC 9113 §5, §6): which stream each is for, and whether it
 * may come at all. Netty's reader has checked each for itself.
 */
final class Http2Answers implements Http2FrameListener {
  /**
   * Of the connection. It is no bound: many clients share it, and one that does not read would hold
   * up all others. What waits for one is bounded by its stream's window.
   */
  static final int WINDOW = Integer.MAX_VALUE;

  /**
   * PING, SETTINGS and PRIORITY in ten seconds, beyond one for each frame of a request: servers of
   * gRPC measure the bandwidth by a PING for each that they get.
   */
  private static final int MOST_CONTROLS = 1000;

  private static final int MOST_EMPTY = 2;

  private final Http2Connection connection;
  private final Http2Output output;
  private final Http2Room room;
  private final Http2Credit credit = new Http2Credit(WINDOW);
  private final Quota controls = new Quota(MOST_CONTROLS);
  private boolean greeted;
  private int empty;

  /** Frames of requests for which the endpoint was given credit. */
  private int earned;

  Http2Answers(Http2Connection connection, Http2Output output, Http2Room room) {
    this.connection = connection;
    this.output = output;
    this.room = room;
  }

  // ---- responses

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers fields, int padding, boolean ends)
      throws Http2Exception {
    greeted();
    empty = 0;
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.headers((Http2ResponseBlock) fields, ends);
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

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends)
      throws Http2Exception {
    greeted();
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
    int increment = credit.taken(size + padding);
    if (increment > 0) {
      output.windowUpdate(0, credit.give(increment));
    }
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.data(data.retain(), padding, ends);
    }
    return 0;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) throws Http2Exception {
    greeted();
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.abandoned(error == Http2Error.REFUSED_STREAM.code());
    }
  }

  // ---- the connection

  /** The first frame is SETTINGS (RFC 9113 §3.4): who says something else speaks something else. */
  private void greeted() throws Http2Exception {
    if (!greeted) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "The first frame is not SETTINGS.");
    }
  }

  private void control() throws Http2Exception {
    int said = output.said();
    controls.earned(said - earned);
    earned = said;
    if (controls.exceeded() || room.unread()) {
      throw tooMuch("Frames that ask for nothing come without end.");
    }
  }

  private static Http2Exception tooMuch(String what) {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, what);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    greeted();
    control();
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    greeted();
    control();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    control();
    output.take(settings);
    Integer initial = settings.initialWindowSize();
    int grows = initial == null ? 0 : room.streamWindow(initial);
    if (grows != 0) {
      for (Http2Attempt attempt : connection.attempts()) {
        try {
          attempt.credit(grows);
        } catch (Http2Exception e) {
          throw Http2Exception.connectionError(
              Http2Error.FLOW_CONTROL_ERROR, e, "A stream's window is too large.");
        }
      }
    }
    Long most = settings.maxConcurrentStreams();
    if (most != null) {
      connection.most(most);
    } else if (!greeted) {
      connection.most(Long.MAX_VALUE);
    }
    greeted = true;
    output.settingsTaken();
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    greeted();
    control();
    output.ping(content, true);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    greeted();
    control();
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int id, int promised, Http2Headers fields, int padding)
      throws Http2Exception {
    throw Http2Exception.connectionError(
        Http2Error.PROTOCOL_ERROR, "We have said that we want none (RFC 9113 §8.4).");
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long error, ByteBuf debugData)
      throws Http2Exception {
    greeted();
    connection.retire();
    for (Http2Attempt attempt : connection.attempts()) {
      if (attempt.id > lastStreamId) {
        // Only those the peer will never look at (RFC 9113 §6.8).
        attempt.abandoned(true);
      }
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment)
      throws Http2Exception {
    greeted();
    if (id == 0) {
      room.credit(increment);
      return;
    }
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.credit(increment);
    }
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload) {
    // To be ignored (RFC 9113 §5.5).
  }
}
