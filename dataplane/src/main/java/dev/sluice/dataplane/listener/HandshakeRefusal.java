package dev.sluice.dataplane.listener;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniCompletionEvent;

/**
 * Ends handshakes for which there is no certificate, and tells the client why (RFC 6066 §3, RFC
 * 8446 §9.2). Stands behind what looks for the certificate.
 */
final class HandshakeRefusal extends ChannelInboundHandlerAdapter {
  private static final int UNRECOGNIZED_NAME = 112;
  private static final int MISSING_EXTENSION = 109;

  private final ListenerEvents events;

  HandshakeRefusal(ListenerEvents events) {
    this.events = events;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SniCompletionEvent name && !name.isSuccess()) {
      int alert = name.hostname() == null ? MISSING_EXTENSION : UNRECOGNIZED_NAME;
      // A fatal alert as a record of its own, in clear: nothing has been agreed on.
      ctx.writeAndFlush(
              ctx.alloc().buffer(7).writeBytes(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert}))
          .addListener(ChannelFutureListener.CLOSE);
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Of whatever stands before a handshake. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    events.failed(cause);
    if (!(cause.getCause() instanceof IllegalArgumentException)) {
      ctx.close();
    }
  }
}
