package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Protocol;
import io.netty.channel.Channel;
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

  private final Place place;
  private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
  private int open;
  private final Runnable failed;
  private boolean retired;
  private int age;

  /**
   * @param failed told when no connection could be made
   */
  Http1Pool(Place place, Runnable failed) {
    this.place = place;
    this.failed = failed;
  }

  @Override
  public Place place() {
    return place;
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
    if (!place.mayConnect(of)) {
      of.full();
      return;
    }
    Http1Connection made = new Http1Connection(this, age);
    place.connect(
        of,
        Protocol.HTTP1,
        false,
        made,
        channel -> {
          open++;
          if (of.over()) {
            give(made);
          } else if (made.age() != age) {
            // Verified by what holds no more, as it was while this one was connecting.
            made.close();
            send(of, true);
          } else {
            made.send(of, false);
          }
        },
        failure -> {
          failed.run();
          of.unreachable(failure);
        });
  }

  /** Takes on a connection that is there. */
  void adopt(Channel channel) {
    Http1Connection made = new Http1Connection(this, age);
    channel.pipeline().addLast(made);
    open++;
    give(made);
  }

  /** A connection has nothing to do. */
  void give(Http1Connection connection) {
    if (retired || connection.age() != age) {
      connection.close();
      return;
    }
    if (idle.isEmpty()) {
      place.loop().watch(this);
    }
    connection.idleSince(UpstreamLoop.now());
    idle.addLast(connection);
  }

  /** A connection that was made is no more. */
  void closed() {
    open--;
    place.disconnected();
  }

  @Override
  public Use use() {
    return new Use(idle.size(), open - idle.size());
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
      place.loop().forget(this);
    }
  }

  @Override
  public void renew() {
    age++;
    closeIdle();
  }

  @Override
  public void retire() {
    retired = true;
    closeIdle();
  }

  private void closeIdle() {
    place.loop().forget(this);
    idle.forEach(Http1Connection::close);
    idle.clear();
  }
}
