package dev.sluice.dataplane.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header, version 1 or 2, off the front of a connection (HAProxy's PROXY protocol)
 * and passes on whose connection it is. What does not begin with one is closed: a port either has
 * them or has none, for a guess would let clients write their own.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private final ListenerEvents events;
  private final long millis;
  private final Consumer<InetSocketAddress> next;
  private @Nullable Future<?> late;

  /** The successor adds what comes after to the pipeline; it is called once. */
  private ProxyHeader(ListenerEvents events, long millis, Consumer<InetSocketAddress> next) {
    this.events = events;
    this.millis = millis;
    this.next = next;
  }

  static void expect(
      io.netty.channel.Channel channel,
      ListenerEvents events,
      long millis,
      Consumer<InetSocketAddress> next) {
    channel.pipeline().addLast(new HAProxyMessageDecoder(), new ProxyHeader(events, millis, next));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    late = ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws UnknownHostException {
    if (!(message instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(message);
      return;
    }
    InetSocketAddress source = (InetSocketAddress) ctx.channel().remoteAddress();
    try {
      // A health check of the proxy's own is LOCAL, and comes from the proxy.
      String address = header.sourceAddress();
      // A path of a UNIX socket says nothing, and must not be looked up as a name.
      byte[] literal = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
      if (header.command() == HAProxyCommand.PROXY && literal != null) {
        source = new InetSocketAddress(InetAddress.getByAddress(literal), header.sourcePort());
      }
    } finally {
      header.release();
    }
    next.accept(source);
    ctx.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    Future<?> timer = late;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    events.failed(cause);
    ctx.close();
  }
}
