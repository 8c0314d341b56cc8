package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.upstream.Endpoint;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Connections that speak HTTP/1.1, each with at most one request under way. The one that was used
 * last is used next, so that those which a quiet time leaves over grow old and are closed.
 */
final class Http1Pool implements Pool {
  /** Most servers keep an idle connection for longer than that. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final LoopUpstream part;
  private final UpstreamLoop loop;
  private final EndpointHealth health;
  private final Endpoint endpoint;
  private final String name;
  private final InetSocketAddress address;
  private final UpstreamMeters.Of meters;
  private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
  private boolean retired;

  Http1Pool(LoopUpstream part, Endpoint endpoint, EndpointHealth health) {
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
    if (!fresh) {
      for (Http1Connection warm = idle.pollLast(); warm != null; warm = idle.pollLast()) {
        if (warm.usable()) {
          warm.send(of, true);
          return;
        }
      }
    }
    if (!part.mayConnect(of.treatment().mostConnections)) {
      of.full();
      return;
    }
    Http1Connection made = new Http1Connection(this);
    loop.connect(address, of.connectMillis(), false, made)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                meters.connected();
                if (of.over()) {
                  give(made);
                } else {
                  made.send(of, false);
                }
              } else {
                part.upstream().connections.decrementAndGet();
                meters.connectFailed();
                of.unreachable(failure(done.cause()));
              }
            });
  }

  static Failure failure(Throwable cause) {
    return cause instanceof ConnectTimeoutException
        ? Failure.CONNECT_TIMEOUT
        : Failure.CONNECT_FAILED;
  }

  /** A connection has nothing to do. */
  void give(Http1Connection connection) {
    if (retired) {
      connection.close();
      return;
    }
    if (idle.isEmpty()) {
      loop.watch(this);
    }
    connection.idleSince(UpstreamLoop.now());
    idle.addLast(connection);
  }

  /** An idle connection was closed by its peer. */
  void forget(Http1Connection connection) {
    idle.remove(connection);
  }

  @Override
  public void tick(long now) {
    // The oldest are in front.
    Iterator<Http1Connection> each = idle.iterator();
    while (each.hasNext()) {
      Http1Connection connection = each.next();
      if (now - connection.idleSince() < IDLE_NANOS) {
        break;
      }
      each.remove();
      connection.close();
    }
    if (idle.isEmpty()) {
      loop.forget(this);
    }
  }

  @Override
  public void retire() {
    retired = true;
    loop.forget(this);
    idle.forEach(Http1Connection::close);
    idle.clear();
  }
}
