package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Controls;
import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Http2Sending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * What the frames of an endpoint mean (RFC 9113 §5, §6): which stream each is for, and whether it
 * may come at all. Netty's reader has checked each for itself.
 */
final class Http2Answers extends Http2Controls {
  /**
   * Of the connection. It is no bound: many clients share it, and one that does not read would hold
   * up all others. What waits for one is bounded by its stream's window.
   */
  static final int WINDOW = Integer.MAX_VALUE;

  private final Http2Connection connection;
  private final Http2Output output;
  private final Http2Room room;
  private final Http2Credit credit = new Http2Credit(WINDOW);
  private boolean greeted;

  Http2Answers(Http2Connection connection, Http2Output output, Http2Room room) {
    super(output, room);
    this.connection = connection;
    this.output = output;
    this.room = room;
  }

  // ---- responses

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers fields, int padding, boolean ends)
      throws Http2Exception {
    comes();
    says(1, ends);
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.headers((Http2ResponseBlock) fields, ends);
    }
  }

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends)
      throws Http2Exception {
    comes();
    int size = data.readableBytes();
    says(size, ends);
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
    comes();
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.abandoned(error == Http2Error.REFUSED_STREAM.code());
    }
  }

  // ---- the connection

  /** The first frame is SETTINGS (RFC 9113 §3.4): who says something else speaks something else. */
  @Override
  protected void comes() throws Http2Exception {
    if (!greeted) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "The first frame is not SETTINGS.");
    }
  }

  @Override
  protected void floods() {
    // Its requests are answered with 502, which is said enough.
  }

  @Override
  protected Iterable<Http2Sending> sending() {
    return connection.attempts().stream().map(Http2Attempt::sending).toList();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    Long most = settings.maxConcurrentStreams();
    if (most != null || !greeted) {
      connection.most(most == null ? Long.MAX_VALUE : most);
    }
    greeted = true;
    super.onSettingsRead(ctx, settings);
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
    comes();
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
    comes();
    if (id == 0) {
      room.credit(increment);
      return;
    }
    Http2Attempt attempt = connection.attempt(id);
    if (attempt != null) {
      attempt.sending().credit(increment);
    }
  }
}
