package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the TLS of a new connection until it is known whether it can be used; then tells
 * one of the two, once.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
  private final SslHandler tls;
  private final Protocol offer;
  private final Consumer<Channel> agreed;
  private final Consumer<Throwable> failed;
  private boolean over;

  Handshake(SslHandler tls, Protocol offer, Consumer<Channel> agreed, Consumer<Throwable> failed) {
    this.tls = tls;
    this.offer = offer;
    this.agreed = agreed;
    this.failed = failed;
  }

  /** The connection itself could not be made, or is there and has that much time left. */
  void connected(@Nullable Throwable failure, long millis) {
    if (failure == null) {
      tls.setHandshakeTimeoutMillis(millis);
    } else {
      fail(failure);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent end)) {
      ctx.fireUserEventTriggered(event);
    } else if (!end.isSuccess()) {
      fail(end.cause());
    } else if (offer == Protocol.HTTP2
        && !ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
      fail(new SSLHandshakeException("it does not speak HTTP/2 (ALPN)"));
      ctx.close();
    } else if (!over) {
      over = true;
      ctx.pipeline().remove(this);
      agreed.accept(ctx.channel());
    }
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      failed.accept(cause);
    }
  }

  /** What was wrong has been told already. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
