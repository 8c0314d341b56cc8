package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.ShownCertificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The ports on which clients are served. Binds Netty's own channels on Vert.x's event loops: a
 * NetServer would put its handler, its context and its buffers between the socket and our codec on
 * each read, only to be taken out again.
 */
public final class Listener {
  private final Map<EventExecutor, Loop> loops = new IdentityHashMap<>();
  private final EventLoopGroup group;
  private final ChannelFactory<? extends ServerChannel> factory;
  private final ListenerEvents events;
  private final ListenerOptions options;
  private final List<Channel> bound = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** Makes one request handler for each event loop. */
  public Listener(
      Vertx vertx, Supplier<Requests> requests, ListenerEvents events, ListenerOptions options) {
    this.group = ((VertxInternal) vertx).nettyEventLoopGroup();
    this.factory = ((VertxInternal) vertx).transport().serverChannelFactory(false);
    this.events = events;
    this.options = options;
    for (EventExecutor executor : group) {
      Loop loop = new Loop((EventLoop) executor, requests.get(), options);
      loops.put(executor, loop);
      loop.start();
    }
  }

  /** The event loops on which requests run. */
  public List<Executor> executors() {
    return List.copyOf(loops.keySet());
  }

  /**
   * Binds a port; 0: any.
   *
   * @param certificates by server name; null: no TLS
   * @param proxied whether connections begin with a PROXY header
   * @return the port that it is
   */
  public Future<Integer> listen(int port, @Nullable Certificates certificates, boolean proxied) {
    Promise<Integer> listening = Promise.promise();
    new ServerBootstrap()
        .group(group)
        .channelFactory(factory)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOCATOR, Buffers.POOL)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, Buffers.READS)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel, certificates, proxied);
              }
            })
        .bind(port)
        .addListener(
            (io.netty.channel.ChannelFuture done) -> {
              if (done.isSuccess()) {
                synchronized (bound) {
                  bound.add(done.channel());
                }
                listening.complete(((InetSocketAddress) done.channel().localAddress()).getPort());
              } else {
                listening.fail(done.cause());
              }
            });
    return listening.future();
  }

  private void accept(Channel channel, @Nullable Certificates certificates, boolean proxied) {
    boolean tls = certificates != null;
    if (connections.incrementAndGet() > options.limits().connections()) {
      connections.decrementAndGet();
      events.refused(Refused.TOO_MANY.reason());
      Refused.tooMany(channel, tls);
      return;
    }
    events.connected(tls);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.decrementAndGet();
              events.disconnected(tls);
            });
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    if (!proxied) {
      protocol(channel, certificates, remote);
    } else if (options.trusted().trusts(literal(remote))) {
      ProxyHeader.expect(
          channel,
          events,
          options.limits().headMillis(),
          source -> protocol(channel, certificates, source));
    } else {
      events.refused(Failure.BAD_REQUEST.reason());
      channel.close();
    }
  }

  private void protocol(
      Channel channel, @Nullable Certificates certificates, InetSocketAddress source) {
    if (certificates == null) {
      channel.pipeline().addLast(http1(channel, source, null, null));
    } else {
      channel
          .pipeline()
          .addLast(
              new ServerNames(
                  certificates,
                  options.limits().headMillis(),
                  (serverName, engine) -> http1(channel, source, serverName, engine)),
              new HandshakeRefusal(events));
    }
  }

  private static String literal(InetSocketAddress address) {
    String text = address.getAddress().getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /**
   * @param engine null: in clear
   */
  private ChannelHandler http1(
      Channel channel,
      InetSocketAddress source,
      @Nullable String serverName,
      @Nullable SSLEngine engine) {
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    ShownCertificate shown =
        engine != null && (engine.getNeedClientAuth() || engine.getWantClientAuth())
            ? new ShownCertificate(engine)
            : null;
    Client client =
        new Client(
            literal(source),
            source.getPort(),
            local.getPort(),
            engine != null,
            serverName,
            null,
            shown);
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a connection on a strange event loop");
    }
    return new Http1Connection(loop, client, events);
  }

  /** Connections that are open. */
  public int connections() {
    return connections.get();
  }

  /** Serves on and takes new connections, but tells every client to go elsewhere. */
  public void drain() {
    loops.values().forEach(loop -> loop.executor.execute(loop::drain));
  }

  /** Takes no new connections, and closes each one when what it has under way is over. */
  public void end() {
    synchronized (bound) {
      bound.forEach(Channel::close);
      bound.clear();
    }
    loops.values().forEach(loop -> loop.executor.execute(loop::end));
  }

  /** Ends what is still under way. */
  public void cut() {
    loops.values().forEach(loop -> loop.executor.execute(loop::cut));
  }
}
