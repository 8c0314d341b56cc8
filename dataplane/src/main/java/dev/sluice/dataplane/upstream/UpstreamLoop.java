package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.codec.KnownTexts;
import dev.sluice.snapshot.upstream.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What all upstreams of one event loop share: its clock, its deadlines, and how it connects. */
final class UpstreamLoop {
  private static final long ORIGIN = System.nanoTime();
  private static final int IDLE_CHECK_SECONDS = 5;

  private final EventLoop executor;
  private final int index;
  private final Deadlines deadlines;
  private final Bootstrap bootstrap;
  private final Set<Pool> pools = new HashSet<>();
  private final Http2RequestLines lines = new Http2RequestLines(new KnownTexts());

  UpstreamLoop(VertxInternal vertx, EventLoop executor, int index) {
    this.executor = executor;
    this.index = index;
    this.deadlines = new Deadlines(executor);
    AddressResolverGroup<InetSocketAddress> names =
        vertx.nameResolver().nettyAddressResolverGroup();
    this.bootstrap =
        new Bootstrap()
            .group(executor)
            .channelFactory(vertx.transport().channelFactory(false))
            .resolver(names)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.ALLOCATOR, Buffers.POOL)
            .option(ChannelOption.RECVBUF_ALLOCATOR, Buffers.READS)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(32 << 10, 64 << 10));
  }

  void start() {
    executor.scheduleAtFixedRate(
        () -> List.copyOf(pools).forEach(pool -> pool.tick(now())),
        IDLE_CHECK_SECONDS,
        IDLE_CHECK_SECONDS,
        TimeUnit.SECONDS);
  }

  /** Nanoseconds since this class was loaded; never negative, and so good to compare. */
  static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** A time on {@link System#nanoTime()}'s scale, on this one. */
  static long at(long nanoTime) {
    return nanoTime - ORIGIN;
  }

  EventLoop executor() {
    return executor;
  }

  int index() {
    return index;
  }

  /** Filled for one head of HTTP/2 after the other. */
  Http2RequestLines lines() {
    return lines;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** A pool that is looked at from time to time, until it is {@link #forget forgotten}. */
  void watch(Pool pool) {
    pools.add(pool);
  }

  void forget(Pool pool) {
    pools.remove(pool);
  }

  /** A literal's own address, or a name that is resolved at each connect. */
  static InetSocketAddress address(Endpoint endpoint) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.address());
    if (literal == null) {
      return InetSocketAddress.createUnresolved(endpoint.address(), endpoint.port());
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(literal), endpoint.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of strange length: " + endpoint, e);
    }
  }

  /**
   * Connects on this loop.
   *
   * @param timeoutMillis 0: for ever
   * @param closesOnError whether a write that fails closes it, though there may be more to read
   */
  ChannelFuture connect(
      InetSocketAddress to, long timeoutMillis, boolean closesOnError, ChannelHandler handler) {
    return bootstrap
        .clone()
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMillis, Integer.MAX_VALUE))
        .option(ChannelOption.AUTO_CLOSE, closesOnError)
        .handler(handler)
        .connect(to);
  }
}
