package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.upstream.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

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
   * Connects, after {@link #mayConnect}; tells one of the two.
   *
   * @param closesOnError as {@link UpstreamLoop#connect} has it
   */
  void connect(
      Try of,
      boolean closesOnError,
      ChannelHandler handler,
      Consumer<Channel> connected,
      Consumer<Failure> failed) {
    ChannelFuture connecting = loop().connect(address, of.connectMillis(), closesOnError, handler);
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            part.meters().connected();
            connected.accept(connecting.channel());
          } else {
            part.upstream().connections.decrementAndGet();
            part.meters().connectFailed();
            failed.accept(
                done.cause() instanceof ConnectTimeoutException
                    ? Failure.CONNECT_TIMEOUT
                    : Failure.CONNECT_FAILED);
          }
        });
  }

  /** A connection that was made is no more. */
  void disconnected() {
    part.upstream().connections.decrementAndGet();
    part.meters().disconnected();
  }
}
