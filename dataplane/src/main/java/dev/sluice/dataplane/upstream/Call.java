package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.ForwardedFields;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way to an upstream: picks an endpoint, and another one where the first cannot
 * be reached. Tries again only where nothing can have been processed, or where the method says that
 * twice is as good as once (RFC 9110 §9.2.2), and never when some of the body is gone.
 */
final class Call extends Deadlines.Timed implements Runnable {
  /** An outage must not make every request knock at every door. */
  private static final int MOST_ENDPOINTS = 5;

  private static final byte[] EVENT_STREAM =
      "text/event-stream".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Exchange exchange;
  private final LoopUpstream upstream;
  private final long connectMillis;
  private final long idleNanos;
  private long requestDue;
  private long moved;
  private int position;
  private int endpoints;
  private boolean again;
  private boolean bodyTaken;
  private boolean over;
  private @Nullable Attempt attempt;

  Call(Exchange exchange, LoopUpstream upstream, Timeouts timeouts) {
    this.exchange = exchange;
    this.upstream = upstream;
    this.connectMillis = timeouts.connectMillis();
    this.idleNanos = TimeUnit.MILLISECONDS.toNanos(timeouts.idleMillis());
    this.moved = UpstreamLoop.at(exchange.startNanos());
    this.requestDue =
        timeouts.requestMillis() == 0
            ? Deadlines.NEVER
            : moved + TimeUnit.MILLISECONDS.toNanos(timeouts.requestMillis());
  }

  void start() {
    if (upstream.size() == 0) {
      exchange.fail(Failure.NO_ENDPOINTS);
      return;
    }
    ForwardedFields.apply(exchange);
    exchange.onAbort(this);
    exchange.onFinish(this);
    upstream.loop().deadlines().add(this);
    position = upstream.turn();
    send(false);
  }

  private void send(boolean fresh) {
    Pool pool = upstream.at(position);
    exchange.upstream(pool.name());
    pool.send(this, fresh);
  }

  Exchange exchange() {
    return exchange;
  }

  long connectMillis() {
    return connectMillis;
  }

  /** Whether anybody still waits: the client may have gone while a connection was made. */
  boolean over() {
    return over;
  }

  /** A connection has taken it on. */
  void attempt(Attempt now) {
    attempt = now;
  }

  /** Something moved, in whatever direction. */
  void touch() {
    moved = UpstreamLoop.now();
  }

  /** Hands the request's body to a connection. From now on the call cannot be repeated. */
  void sendBody(BodySink to) {
    bodyTaken = true;
    exchange.body().start(to);
  }

  // ---- what becomes of a try

  /** The endpoint could not be reached: nothing has been sent. */
  void unreachable(Failure cause) {
    attempt = null;
    if (over) {
      return;
    }
    endpoints++;
    if (endpoints < Math.min(upstream.size(), MOST_ENDPOINTS)) {
      position++;
      upstream.meters().retried();
      send(false);
    } else {
      exchange.fail(upstream.size() == 0 ? Failure.NO_ENDPOINTS : cause);
    }
  }

  /**
   * The connection broke before a final response began.
   *
   * @param unprocessed the peer says, or it is plain, that the request has not been looked at
   * @param stale it was a connection that had been idle, and not a byte came back: the peer may
   *     have closed it while the request was on its way
   */
  void lost(Failure cause, boolean unprocessed, boolean stale) {
    attempt = null;
    if (over) {
      return;
    }
    if (!bodyTaken && !again && (unprocessed || (stale && idempotent())) && upstream.size() > 0) {
      again = true;
      upstream.meters().retried();
      send(true);
    } else {
      exchange.fail(cause);
    }
  }

  private boolean idempotent() {
    return switch (exchange.request().method()) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** An informational response; 100 is the listener's own business. */
  void interim(ResponseHead head) {
    touch();
    exchange.interim(head);
  }

  /** The final response begins. */
  void responds(ResponseHead head, BodySource body) {
    touch();
    if (head.status() == 101 || streams(head)) {
      requestDue = Deadlines.NEVER;
    }
    exchange.respond(head, body);
  }

  /** A stream of events has no end that one could wait for. */
  private static boolean streams(ResponseHead head) {
    int at = head.headers().find(HeaderName.CONTENT_TYPE);
    if (at < 0) {
      return false;
    }
    int start = head.headers().valueStart(at);
    int length = head.headers().valueEnd(at) - start;
    if (length < EVENT_STREAM.length) {
      return false;
    }
    byte[] bytes = head.headers().bytes();
    for (int i = 0; i < EVENT_STREAM.length; i++) {
      if ((bytes[start + i] | 0x20) != EVENT_STREAM[i] && bytes[start + i] != EVENT_STREAM[i]) {
        return false;
      }
    }
    return true;
  }

  // ---- the end

  @Override
  long due() {
    return idleNanos == 0 ? requestDue : Math.min(requestDue, moved + idleNanos);
  }

  @Override
  void expire() {
    Failure cause =
        UpstreamLoop.now() >= requestDue ? Failure.REQUEST_TIMEOUT : Failure.IDLE_TIMEOUT;
    Attempt now = attempt;
    if (!exchange.answered()) {
      exchange.fail(cause);
    } else if (now != null) {
      now.breakOff(cause);
    }
    run();
  }

  /** The exchange is over, or nobody waits for it any more. */
  @Override
  public void run() {
    if (over) {
      return;
    }
    over = true;
    upstream.loop().deadlines().remove(this);
    Attempt now = attempt;
    attempt = null;
    if (now != null) {
      now.cancel();
    }
  }
}
