package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that speak HTTP/2, each with many requests under way: mostly one, and another when
 * that is full.
 */
final class Http2Pool implements Pool {
  private final LoopUpstream part;
  private final UpstreamLoop loop;
  private final EndpointHealth health;
  private final Endpoint endpoint;
  private final String name;
  private final InetSocketAddress address;
  private final UpstreamMeters.Of meters;
  private final List<Http2Connection> open = new ArrayList<>();
  private boolean retired;

  Http2Pool(LoopUpstream part, Endpoint endpoint, EndpointHealth health) {
    this.part = part;
    this.loop = part.loop();
    this.endpoint = endpoint;
    this.health = health;
    this.name = endpoint.toString();
    this.address = UpstreamLoop.address(endpoint);
    this.meters = part.meters();
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public EndpointHealth health() {
    return health;
  }

  /** A connection is no more. */
  void disconnected() {
    part.upstream().connections.decrementAndGet();
    meters.disconnected();
  }

  @Override
  public void send(Try of, boolean fresh) {
    for (Http2Connection each : open) {
      if (each.takes()) {
        each.send(of);
        return;
      }
    }
    if (!part.mayConnect(of.treatment().mostConnections)) {
      of.full();
      return;
    }
    Http2Connection made = new Http2Connection(this);
    open.add(made);
    loop.watch(this);
    made.send(of);
    ChannelFuture connecting = loop.connect(address, of.connectMillis(), true, made.initializer());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            meters.connected();
            made.opened(connecting.channel());
            if (retired) {
              made.retire();
            }
          } else {
            part.upstream().connections.decrementAndGet();
            meters.connectFailed();
            forget(made);
            made.failed(Http1Pool.failure(done.cause()));
          }
        });
  }

  void forget(Http2Connection connection) {
    open.remove(connection);
  }

  @Override
  public void tick(long now) {
    List.copyOf(open).forEach(each -> each.tick(now));
    if (open.isEmpty()) {
      loop.forget(this);
    }
  }

  @Override
  public void retire() {
    retired = true;
    loop.forget(this);
    List.copyOf(open).forEach(Http2Connection::retire);
  }
}
