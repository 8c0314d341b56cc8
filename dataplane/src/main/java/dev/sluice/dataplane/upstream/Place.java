package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint as one event loop sees it: how it is known, and how it is connected to.
 *
 * @param name {@code address:port}, for the log
 */
record Place(
    LoopUpstream part,
    Endpoint endpoint,
    EndpointHealth health,
    String name,
    InetSocketAddress address) {
  static Place of(LoopUpstream part, Endpoint endpoint, EndpointHealth health) {
    return new Place(part, endpoint, health, endpoint.toString(), UpstreamLoop.address(endpoint));
  }

  UpstreamLoop loop() {
    return part.loop();
  }

  /** Whether one more connection may be made for that try; then it is counted. */
  boolean mayConnect(Try of) {
    return part.mayConnect(of.treatment().mostConnections);
  }

  /**
   * Connects, after {@link #mayConnect}; tells one of the two. A handler takes over when the
   * connection can be used.
   *
   * @param offer what is spoken; within TLS, what the endpoint may choose from
   * @param closesOnError as {@link UpstreamLoop#connect} has it
   * @param handler null: whoever is told of the connection adds it
   */
  void connect(
      Try of,
      Protocol offer,
      boolean closesOnError,
      @Nullable ChannelHandler handler,
      Consumer<Channel> connected,
      Consumer<Failure> failed) {
    if (part.upstream().id().tls() != null) {
      secure(of, offer, closesOnError, handler, connected, failed);
      return;
    }
    ChannelFuture connecting =
        loop().connect(address, of.connectMillis(), closesOnError, Objects.requireNonNull(handler));
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            part.tally().count(Tally.Event.CONNECTED);
            connected.accept(connecting.channel());
          } else {
            failed.accept(failed(done.cause()));
          }
        });
  }

  private void secure(
      Try of,
      Protocol offer,
      boolean closesOnError,
      @Nullable ChannelHandler handler,
      Consumer<Channel> connected,
      Consumer<Failure> failed) {
    @Nullable ClientTls tls = part.upstream().tls();
    if (tls == null) {
      // Never in clear, and never to whom nobody can verify.
      Failure failure = failed(new SSLException("what verifies it is not there"));
      loop().executor().execute(() -> failed.accept(failure));
      return;
    }
    long begun = UpstreamLoop.now();
    SslHandler secured = tls.handler(Buffers.POOL, offer, endpoint.port());
    Handshake handshake =
        new Handshake(
            secured,
            offer,
            channel -> {
              part.tally().count(Tally.Event.CONNECTED);
              if (handler != null) {
                channel.pipeline().addLast(handler);
              }
              connected.accept(channel);
            },
            cause -> failed.accept(failed(cause)));
    loop()
        .connect(
            address,
            of.connectMillis(),
            closesOnError,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(secured, handshake);
              }
            })
        .addListener(done -> handshake.connected(done.cause(), left(of.connectMillis(), begun)));
  }

  /** Of the time to connect; 0: there is no limit. */
  private static long left(long connectMillis, long begun) {
    return connectMillis == 0
        ? 0
        : Math.max(1, connectMillis - (UpstreamLoop.now() - begun) / 1_000_000L);
  }

  /** No connection has come about. */
  private Failure failed(@Nullable Throwable cause) {
    part.upstream().connections.decrementAndGet();
    if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
      part.tally().count(Tally.Event.CONNECT_FAILED);
      return Failure.CONNECT_TIMEOUT;
    }
    if (cause instanceof SSLException) {
      part.tally().count(Tally.Event.HANDSHAKE_FAILED);
      part.upstream().distrusts(name, cause);
      return Failure.UPSTREAM_TLS;
    }
    part.tally().count(Tally.Event.CONNECT_FAILED);
    return Failure.CONNECT_FAILED;
  }

  /** A connection that was made is no more. */
  void disconnected() {
    part.upstream().connections.decrementAndGet();
    part.tally().count(Tally.Event.DISCONNECTED);
  }
}
