package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.upstream.Protocol;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections within TLS to an endpoint that chooses between HTTP/2 and HTTP/1.1. Its first
 * connection tells, and what comes meanwhile waits for that; it is asked anew where the choice does
 * not hold any more. A WebSocket takes HTTP/1.1 in any case.
 */
final class EitherPool implements Pool {
  private final Place place;
  private final Http1Pool http1;
  private final Http2Pool http2;
  private @Nullable Pool chosen;
  private List<Try> waiting = new ArrayList<>();
  private boolean asking;
  private boolean retired;

  EitherPool(Place place) {
    this.place = place;
    this.http1 = new Http1Pool(place, this::forgetHttp1);
    this.http2 = new Http2Pool(place, this::forgetHttp2);
  }

  /** A WebSocket that HTTP/1.1 fails says nothing against HTTP/2. */
  private void forgetHttp1() {
    chosen = chosen == http1 ? null : chosen;
  }

  private void forgetHttp2() {
    chosen = chosen == http2 ? null : chosen;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public void send(Try of, boolean fresh) {
    @Nullable Pool known = chosen;
    if (of.exchange().request().upgrade() != null) {
      http1.send(of, fresh);
    } else if (known != null) {
      known.send(of, fresh);
    } else if (asking) {
      waiting.add(of);
    } else if (place.mayConnect(of)) {
      waiting.add(of);
      ask(of);
    } else {
      of.full();
    }
  }

  private void ask(Try of) {
    asking = true;
    @Nullable ClientTls tls = place.part().upstream().tls();
    place.connect(
        of,
        Protocol.EITHER,
        false,
        null,
        channel -> {
          Pool pool = adopt(channel);
          chosen = pool;
          if (tls != place.part().upstream().tls()) {
            // Verified by what holds no more: nothing is sent over it.
            renew();
          }
          answered().forEach(each -> pool.send(each, false));
          if (retired) {
            retire();
          }
        },
        this::failed);
  }

  private Pool adopt(Channel channel) {
    String protocol = channel.pipeline().get(SslHandler.class).applicationProtocol();
    if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
      channel.config().setAutoClose(true);
      http2.adopt(channel);
      return http2;
    }
    http1.adopt(channel);
    return http1;
  }

  private void failed(Failure cause) {
    answered().forEach(each -> each.unreachable(cause));
  }

  private List<Try> answered() {
    asking = false;
    List<Try> all = waiting;
    waiting = new ArrayList<>();
    all.removeIf(Try::over);
    return all;
  }

  @Override
  public Use use() {
    return http1.use().and(http2.use());
  }

  @Override
  public void renew() {
    http1.renew();
    http2.renew();
  }

  /** Each of the two is looked at for itself. */
  @Override
  public void tick(long now) {}

  @Override
  public void retire() {
    retired = true;
    http1.retire();
    http2.retire();
  }
}
