package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Connections that are not served at all. */
final class Refused {
  static final Failure TOO_MANY =
      new Failure(503, "too_many_connections", "This gateway has all the connections it may have.");

  private Refused() {}

  /** Says so where that costs no handshake, and closes. */
  static void tooMany(Channel channel, boolean tls) {
    if (tls) {
      channel.close();
      return;
    }
    FailureResponse answer = FailureResponse.refusal(TOO_MANY, false);
    ByteBuf out = channel.alloc().buffer(512);
    Http1Head.write(out, answer.head(), answer.body().length);
    Http1Head.connection(out, false, 11);
    out.writeBytes(new byte[] {'\r', '\n'}).writeBytes(answer.body());
    // Not before the channel is open: this is called while it is being registered.
    channel
        .eventLoop()
        .execute(() -> channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE));
  }
}
