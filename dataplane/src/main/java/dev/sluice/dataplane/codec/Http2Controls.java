package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * What frames mean that are alike whoever sends them (RFC 9113 §6), and which may not come too
 * often.
 */
public abstract class Http2Controls implements Http2FrameListener {
  /**
   * PING, SETTINGS and PRIORITY in ten seconds, beyond one for each frame of heads and bodies that
   * we send: gRPC measures the bandwidth by a PING for each that it gets, on either side.
   */
  private static final int MOST_CONTROLS = 1000;

  private static final int MOST_EMPTY = 2;

  private final Http2Writer output;
  private final Http2Room room;
  private final Quota controls = new Quota(MOST_CONTROLS);
  private int empty;

  /** Frames of ours for which the peer was given credit. */
  private int earned;

  protected Http2Controls(Http2Writer output, Http2Room room) {
    this.output = output;
    this.room = room;
  }

  /** The bodies that go out on all streams. */
  protected abstract Iterable<Http2Sending> sending();

  /** Called before a frame that asks for nothing; throws where it may not come. */
  protected abstract void comes() throws Http2Exception;

  /** More of those have come than may. */
  protected abstract void floods();

  private void control() throws Http2Exception {
    comes();
    int said = output.said();
    controls.earned(said - earned);
    earned = said;
    if (controls.exceeded() || room.unread()) {
      floods();
      throw tooMuch("Frames that ask for nothing come without end.");
    }
  }

  /** A frame of a stream has come, with so many bytes; a head has some in any case. */
  protected final void says(int bytes, boolean ends) throws Http2Exception {
    if (ends || bytes > 0) {
      empty = 0;
    } else if (++empty > MOST_EMPTY) {
      throw tooMuch("Frames that say nothing come without end.");
    }
  }

  protected static Http2Exception tooMuch(String what) {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, what);
  }

  @Override
  public final void onHeadersRead(
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
  public final void onPriorityRead(
      ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    control();
  }

  @Override
  public final void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    control();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    control();
    take(settings);
    output.settingsTaken();
  }

  /** What the peer can take. */
  public final void take(Http2Settings settings) throws Http2Exception {
    output.take(settings);
    Integer initial = settings.initialWindowSize();
    int grows = initial == null ? 0 : room.streamWindow(initial);
    if (grows != 0) {
      for (Http2Sending each : sending()) {
        try {
          each.credit(grows);
        } catch (Http2Exception e) {
          throw Http2Exception.connectionError(
              Http2Error.FLOW_CONTROL_ERROR, e, "A stream's window is too large.");
        }
      }
    }
  }

  @Override
  public final void onPingRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    control();
    output.ping(content, true);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long content) throws Http2Exception {
    control();
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long error, ByteBuf debugData)
      throws Http2Exception {
    control();
  }

  @Override
  public final void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload) {
    // To be ignored (RFC 9113 §5.5).
  }
}
