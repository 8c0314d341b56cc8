package dev.sluice.dataplane.upstream;

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
  private boolean retired;

  Http1Pool(Place place) {
    this.place = place;
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
    Http1Connection made = new Http1Connection(this);
    place.connect(
        of,
        false,
        made,
        channel -> {
          open++;
          if (of.over()) {
            give(made);
          } else {
            made.send(of, false);
          }
        },
        of::unreachable);
  }

  /** A connection has nothing to do. */
  void give(Http1Connection connection) {
    if (retired) {
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
  public void retire() {
    retired = true;
    place.loop().forget(this);
    idle.forEach(Http1Connection::close);
    idle.clear();
  }
}
