package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.EventStream;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.upstream.Hedge;
import dev.sluice.snapshot.upstream.Retry;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way to an upstream: picks an endpoint, and another one where the first cannot
 * be reached. Of its own accord it tries again only where nothing can have been processed, or where
 * a connection that had been idle was closed and the method says that twice is as good as once (RFC
 * 9110 §9.2.2); beyond that as the rule's {@link Retry} says; and never when some of the body is
 * gone.
 */
final class Call extends CallTimes implements Runnable {
  /** An outage must not make every request knock at every door. */
  private static final int MOST_ENDPOINTS = 5;

  private final Exchange exchange;
  private final LoopUpstream part;
  private final Treatment treatment;
  private final @Nullable Retries retries;

  /** Null: there is none. */
  private final @Nullable CallBody body;

  private long latency;
  private int position;
  private int refused;
  private boolean resent;
  private boolean inside;
  private boolean waits;
  private boolean over;
  private @Nullable String session;
  private @Nullable Try current;
  private @Nullable Hedges hedges;

  Call(Exchange exchange, LoopUpstream part, Treatment treatment) {
    super(part.loop().deadlines(), treatment.timeouts);
    this.exchange = exchange;
    this.part = part;
    this.treatment = treatment;
    Retry retry = treatment.retry;
    retries = retry == null ? null : new Retries(retry, treatment.upstream);
    body =
        exchange.body() == BodySource.EMPTY
            ? null
            : new CallBody(exchange.body(), retry == null ? -1 : retry.bufferBytes());
  }

  /**
   * Sends it, once there is a place for it.
   *
   * @param begun when its time began, on {@link UpstreamLoop#now()}'s scale
   */
  void start(long begun) {
    exchange.onAbort(this);
    exchange.onFinish(this);
    watch(begun, exchange.request());
    if (part.size() == 0) {
      fail(Failure.NO_ENDPOINTS);
      return;
    }
    Bulkhead bulkhead = treatment.bulkhead;
    if (bulkhead == null) {
      go();
      return;
    }
    switch (bulkhead.enter(this)) {
      case GO -> {
        inside = true;
        go();
      }
      case WAIT -> waits = true;
      case TURNED_AWAY -> turnAway(Failure.OVERLOADED);
    }
  }

  /** The bulkhead has a place for it; any thread. */
  void admit() {
    part.loop().executor().execute(this::admitted);
  }

  private void admitted() {
    Bulkhead bulkhead = treatment.bulkhead;
    if (over) {
      if (bulkhead != null) {
        bulkhead.leave(0);
      }
      return;
    }
    waits = false;
    inside = true;
    if (part.size() == 0) {
      fail(Failure.NO_ENDPOINTS);
    } else {
      go();
    }
  }

  private void go() {
    Affinity by = treatment.affinity;
    session = by == null ? null : by.token(exchange);
    int held = by == null ? -1 : part.held(session);
    position = held >= 0 ? held : part.first(treatment, exchange);
    send(false);
    Hedge hedge = treatment.hedge;
    if (hedge != null && !over && Hedges.fits(exchange)) {
      hedges = new Hedges(this, hedge);
    }
  }

  private void send(boolean fresh) {
    Try made = begin();
    if (made == null) {
      Breaker open = treatment.breaker;
      turnAway(Failure.CIRCUIT_OPEN.after(open == null ? 0 : open.opensIn(UpstreamLoop.now())));
      return;
    }
    current = made;
    limitTry();
    part.at(position).send(made, fresh);
  }

  /** A try at the next endpoint that is fit; null: the circuit is open. */
  private @Nullable Try begin() {
    Breaker breaker = treatment.breaker;
    long now = treatment.timed ? UpstreamLoop.now() : 0;
    Breaker.Entry entry = breaker == null ? Breaker.Entry.GO : breaker.admits(now);
    if (entry == Breaker.Entry.REFUSED) {
      return null;
    }
    position = part.fit(position, treatment.panicPercent);
    Place place = part.at(position).place();
    exchange.upstream(place.name());
    return new Try(this, place, now, entry);
  }

  /** One more try beside the first; false: there is no other endpoint, or no way to it. */
  boolean hedge(Hedges by) {
    if (over || exchange.answered() || part.size() < 2) {
      return false;
    }
    position++;
    Try made = begin();
    if (made == null) {
      return false;
    }
    by.add(made);
    part.tally().count(Tally.Event.HEDGED);
    part.at(position).send(made, false);
    return true;
  }

  Exchange exchange() {
    return exchange;
  }

  Treatment treatment() {
    return treatment;
  }

  LoopUpstream part() {
    return part;
  }

  UpstreamLoop loop() {
    return part.loop();
  }

  /** The request's body; null: there is none. */
  @Nullable CallBody body() {
    return body;
  }

  /** Whether the request can be sent once more. */
  private boolean repeatable() {
    return body == null || body.repeatable();
  }

  // ---- what becomes of a try

  void unreachable(Try of, Failure cause) {
    if (lostBesideAnother(of)) {
      return;
    }
    refused++;
    if (refused < Math.min(part.size(), MOST_ENDPOINTS)) {
      position++;
      part.tally().count(Tally.Event.RETRIED);
      send(false);
    } else if (retries != null && retries.after(Retry.On.CONNECT_FAILURE, true)) {
      later(retries, 0);
    } else {
      fail(part.size() == 0 ? Failure.NO_ENDPOINTS : cause);
    }
  }

  /** The upstream has as many connections as it may. */
  void full(Try of) {
    if (!lostBesideAnother(of)) {
      turnAway(Failure.OVERLOADED);
    }
  }

  void lost(Try of, Failure cause, boolean unprocessed, boolean stale) {
    if (lostBesideAnother(of)) {
      return;
    }
    if (!repeatable() || part.size() == 0) {
      fail(cause);
    } else if (!resent && (unprocessed || (stale && idempotent()))) {
      resent = true;
      part.tally().count(Tally.Event.RETRIED);
      detach();
      send(true);
    } else if (retries != null
        && retries.after(
            unprocessed ? Retry.On.REFUSED_STREAM : Retry.On.RESET,
            unprocessed || retries.allows(exchange.request().method()))) {
      later(retries, 0);
    } else {
      fail(cause);
    }
  }

  /** One of several has ended without an answer: the others go on. */
  private boolean lostBesideAnother(Try of) {
    if (over) {
      return true;
    }
    Hedges all = hedges;
    if (all == null) {
      return false;
    }
    Try other = all.without(of, current);
    if (other == null) {
      return false;
    }
    current = other;
    return true;
  }

  private boolean idempotent() {
    return switch (exchange.request().method()) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** Tries again, at another endpoint, after a pause. */
  private void later(Retries by, long atLeastMillis) {
    detach();
    tryIsOver();
    current = null;
    position++;
    refused = 0;
    by.pause(atLeastMillis, part.loop().executor(), this::again);
  }

  private void again() {
    // A hedge may have been quicker than the pause.
    if (over || exchange.answered()) {
      return;
    }
    if (part.size() == 0) {
      fail(Failure.NO_ENDPOINTS);
    } else {
      part.tally().count(Tally.Event.RETRIED);
      send(false);
    }
  }

  private void detach() {
    if (body != null) {
      body.detach();
    }
  }

  void interim(ResponseHead head) {
    touch();
    exchange.interim(head);
  }

  void responds(Try of, ResponseHead head, BodySource answer) {
    touch();
    latency = moved() - of.begun();
    Retries by = retries;
    if (by != null && by.wants(head.status()) && hedges == null && repeatable()) {
      long pause = by.retryAfter(head);
      if (pause >= 0 && by.after(head.status(), exchange.request().method())) {
        Discard.of(answer);
        of.cancel();
        later(by, pause);
        return;
      }
    }
    if (hedges != null) {
      hedges.won(of, current);
      current = of;
    }
    tryIsOver();
    if (body != null) {
      body.forget();
    }
    if (head.status() == 101 || EventStream.is(head)) {
      endless();
    }
    treatment.answered(exchange, head, session, of.place());
    exchange.respond(head, answer);
  }

  // ---- the end

  private void turnAway(Failure cause) {
    part.tally().count(Tally.Event.TURNED_AWAY);
    fail(cause);
  }

  /** Fails, or, where the rule has one and the body is still there, falls back. */
  private void fail(Failure cause) {
    Fallback fallback = treatment.fallback;
    boolean whole = body == null || body.untouched();
    if (fallback == null || exchange.begun() || (fallback.takesBody() && !whole)) {
      exchange.fail(cause);
      run();
      return;
    }
    run();
    exchange.note(cause);
    fallback.action().run(exchange);
  }

  @Override
  void tryTooLong() {
    Try is = current;
    if (is == null) {
      return;
    }
    is.tooLong();
    if (lostBesideAnother(is)) {
      limitTry();
    } else if (retries != null
        && repeatable()
        && retries.after(Retry.On.TIMEOUT, retries.allows(exchange.request().method()))) {
      later(retries, 0);
    } else {
      fail(Failure.REQUEST_TIMEOUT);
    }
  }

  @Override
  void tooLong(Failure cause) {
    Try is = current;
    if (exchange.answered()) {
      if (is != null) {
        is.breakOff(cause);
      }
      run();
    } else {
      if (is != null) {
        is.tooLong();
      }
      fail(cause);
    }
  }

  /** The exchange is over, or nobody waits for it any more. */
  @Override
  public void run() {
    if (over) {
      return;
    }
    over = true;
    unwatch();
    Try is = current;
    current = null;
    if (is != null) {
      is.cancel();
    }
    if (hedges != null) {
      hedges.end();
    }
    if (retries != null) {
      retries.end();
    }
    if (body != null) {
      body.forget();
    }
    Bulkhead bulkhead = treatment.bulkhead;
    if (bulkhead != null) {
      if (waits) {
        bulkhead.forget(this);
      } else if (inside) {
        inside = false;
        bulkhead.leave(latency);
      }
    }
  }
}
