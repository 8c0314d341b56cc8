package dev.sluice.dataplane.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's first message, takes the certificate that it is for, and puts the handshake and
 * the codec in its own place.
 */
final class ServerNames extends AbstractSniHandler<SslContext> {
  private final Certificates certificates;
  private final BiFunction<String, SSLEngine, ChannelHandler> codec;
  private @Nullable ByteBuf hello;

  /**
   * @param millis until the handshake must be over
   * @param codec for a server name
   */
  ServerNames(
      Certificates certificates, long millis, BiFunction<String, SSLEngine, ChannelHandler> codec) {
    super(0, millis);
    this.certificates = certificates;
    this.codec = codec;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    if (ctx.channel().isActive()) {
      ctx.read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    ctx.read();
  }

  @Override
  protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello)
      throws Exception {
    hello = clientHello;
    try {
      return super.lookup(ctx, clientHello);
    } finally {
      hello = null;
    }
  }

  @Override
  protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
    try {
      return ctx.executor().newSucceededFuture(certificates.choose(hostname, hello));
    } catch (IllegalArgumentException e) {
      return ctx.executor().newFailedFuture(e);
    }
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String hostname, Future<SslContext> found) {
    if (!found.isSuccess() || hostname == null) {
      throw new DecoderException("no handshake for " + hostname, found.cause());
    }
    SslHandler handler = found.getNow().newHandler(ctx.alloc());
    handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
    ctx.pipeline().remove(HandshakeRefusal.class);
    ctx.pipeline().addLast(codec.apply(hostname, handler.engine()));
    ctx.pipeline().replace(this, SslHandler.class.getName(), handler);
  }
}
