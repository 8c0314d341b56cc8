package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Protocol;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that speak HTTP/2, each with many requests under way: mostly one, and another when
 * that is full.
 */
final class Http2Pool implements Pool {
  private final Place place;
  private final List<Http2Connection> open = new ArrayList<>();
  private final Runnable failed;
  private boolean retired;

  /**
   * @param failed told when no connection could be made
   */
  Http2Pool(Place place, Runnable failed) {
    this.place = place;
    this.failed = failed;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public void send(Try of, boolean fresh) {
    for (Http2Connection each : open) {
      if (each.takes()) {
        each.send(of);
        return;
      }
    }
    if (!place.mayConnect(of)) {
      of.full();
      return;
    }
    Http2Connection made = new Http2Connection(this);
    open.add(made);
    place.loop().watch(this);
    made.send(of);
    place.connect(
        of,
        Protocol.HTTP2,
        true,
        made,
        channel -> {
          if (made.leaves() && !retired) {
            // Verified by what holds no more, as it was while this one was connecting.
            made.close(channel).forEach(each -> send(each, true));
            return;
          }
          made.opened(channel);
          if (retired) {
            made.retire();
          }
        },
        failure -> {
          forget(made);
          failed.run();
          made.failed(failure);
        });
  }

  @Override
  public Use use() {
    int idle = 0;
    int requests = 0;
    for (Http2Connection each : open) {
      requests += each.streams();
      idle += each.streams() == 0 ? 1 : 0;
    }
    return new Use(idle, requests);
  }

  /** Takes on a connection that is there. */
  void adopt(Channel channel) {
    Http2Connection made = new Http2Connection(this);
    open.add(made);
    place.loop().watch(this);
    channel.pipeline().addLast(made);
    made.opened(channel);
  }

  void forget(Http2Connection connection) {
    open.remove(connection);
  }

  @Override
  public void tick(long now) {
    List.copyOf(open).forEach(each -> each.tick(now));
    if (open.isEmpty()) {
      place.loop().forget(this);
    }
  }

  @Override
  public void renew() {
    List.copyOf(open).forEach(Http2Connection::retire);
  }

  @Override
  public void retire() {
    retired = true;
    place.loop().forget(this);
    List.copyOf(open).forEach(Http2Connection::retire);
  }
}
