package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.upstream.Health;
import org.jspecify.annotations.Nullable;

/** One try of a call, at one endpoint: what its connection talks to. */
final class Try {
  private final Call call;
  private final Place place;
  private final EndpointHealth health;
  private final long begun;
  private final Breaker.Entry entry;
  private final boolean counted;
  private @Nullable Attempt attempt;
  private boolean over;
  private boolean told;

  /**
   * @param begun now, where the treatment is timed
   * @param entry how the circuit breaker, where there is one, has let it go
   */
  Try(Call call, Place place, long begun, Breaker.Entry entry) {
    this.call = call;
    this.place = place;
    this.health = place.health();
    this.begun = begun;
    this.entry = entry;
    this.counted = call.treatment().counts || call.part().counts();
    if (counted) {
      health.active.incrementAndGet();
    }
  }

  Exchange exchange() {
    return call.exchange();
  }

  /** The endpoint. */
  Place place() {
    return place;
  }

  Treatment treatment() {
    return call.treatment();
  }

  long connectMillis() {
    return call.treatment().timeouts.connectMillis();
  }

  /** When, where the treatment is timed. */
  long begun() {
    return begun;
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
    call.touch();
  }

  /** The request's body; null: there is none. */
  @Nullable CallBody body() {
    return call.body();
  }

  // ---- what becomes of it

  /** The endpoint could not be reached: nothing has been sent. */
  void unreachable(Failure cause) {
    if (!over) {
      health.refused();
      outcome(true);
      end();
      call.unreachable(this, cause);
    }
  }

  /** No connection may be made to the upstream any more. */
  void full() {
    if (end()) {
      call.full(this);
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
    if (!over) {
      if (!stale) {
        outcome(true);
      }
      end();
      call.lost(this, cause, unprocessed, stale);
    }
  }

  /** An informational response; 100 is the listener's own business. */
  void interim(ResponseHead head) {
    if (!over) {
      call.interim(head);
    }
  }

  /** The final response begins. */
  void responds(ResponseHead head, BodySource body) {
    if (over) {
      body.cancel();
      return;
    }
    outcome(head.status() >= 500);
    Health.Passive passive = treatment().passive;
    if (passive != null
        && passive.latencyFactor() > 0
        && health.took(UpstreamLoop.now() - begun)
        && call.part().outlier(health, passive.latencyFactor())) {
      call.part().eject(health, passive);
    }
    call.responds(this, head, body);
  }

  /** The response took too long. */
  void tooLong() {
    outcome(true);
    cancel();
  }

  /** Gives it up. */
  void cancel() {
    Attempt now = attempt;
    if (end() && now != null) {
      now.cancel();
    }
  }

  /** Gives it up after the response has begun: whoever takes the body learns why it ends. */
  void breakOff(Failure cause) {
    Attempt now = attempt;
    if (end() && now != null) {
      now.breakOff(cause);
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    if (counted) {
      health.active.decrementAndGet();
    }
    if (!told) {
      Breaker breaker = call.treatment().breaker;
      if (breaker != null) {
        told = true;
        breaker.done(entry, UpstreamLoop.now(), 0, false, false);
      }
    }
    attempt = null;
    return true;
  }

  /** What it says of the endpoint and of the upstream; once. */
  private void outcome(boolean failed) {
    Treatment treatment = call.treatment();
    Health.Passive passive = treatment.passive;
    if (!failed) {
      if (health.succeeded()) {
        treatment.upstream.judge();
      }
    } else if (passive != null && health.failed(passive)) {
      treatment.upstream.here().eject(health, passive);
    }
    Breaker breaker = treatment.breaker;
    if (breaker != null && !told) {
      told = true;
      long now = UpstreamLoop.now();
      breaker.done(entry, now, now - begun, failed, true);
    }
  }
}
