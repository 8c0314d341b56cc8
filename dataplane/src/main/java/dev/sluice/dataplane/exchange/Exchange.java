package dev.sluice.dataplane.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight: its head, its body, the rule that it matched and the verdicts so far, and
 * the way back. Made by a listener's codec; belongs to one event loop.
 */
public final class Exchange extends ExchangeFacts {
  private static final Filter[] NONE = {};

  private final Responder responder;
  private BodySource body;
  private Filter[] filters = NONE;
  private int next;
  private boolean waiting;
  private @Nullable Object @Nullable [] kept;
  private boolean running;
  private boolean answered;
  private boolean forwarded;
  private boolean taken;
  private boolean finished;
  private @Nullable Runnable onAbort;
  private @Nullable Runnable onFinish;
  private @Nullable List<Runnable> alsoOnFinish;
  private @Nullable Consumer<Exchange> observer;
  private @Nullable Tunnel tunnel;
  private @Nullable BodySource switched;

  public Exchange(
      RequestHead request, BodySource body, Client client, Responder responder, long startNanos) {
    super(request, client, startNanos);
    this.body = body;
    this.responder = responder;
  }

  /**
   * The request's body. Whoever does not start it need not cancel it: the codec does at the end.
   */
  public BodySource body() {
    return body;
  }

  /** For a filter that takes the body over: what later filters and the action find in its place. */
  public void body(BodySource other) {
    body = other;
  }

  /** For a filter: what shall pass everything once the exchange has switched protocols. */
  public void tunnel(Tunnel through) {
    tunnel = through;
  }

  // ---- the way in

  /** Runs the rule's filters, then its action. */
  public void run(RulePlan matched) {
    plan = matched;
    filters = matched.filters();
    next = 0;
    proceed();
  }

  /**
   * For the filter that is being called, or that is waited for: what it wants to find again with
   * {@link #kept()} when its turn comes on the response's way.
   */
  public void keep(Object state) {
    @Nullable Object[] all = kept;
    if (all == null) {
      all = new @Nullable Object[filters.length];
      kept = all;
    }
    all[next] = state;
  }

  /** What the filter that is being called has kept; null: nothing. */
  public @Nullable Object kept() {
    @Nullable Object[] all = kept;
    return all == null || next >= all.length ? null : all[next];
  }

  /**
   * Goes on after a filter that said {@link Verdict#LATER}; on the exchange's event loop, and not
   * before that filter has returned. Does nothing if the client has left meanwhile.
   */
  public void proceed() {
    RulePlan matched = plan;
    if (matched == null) {
      throw new IllegalStateException("proceed before run");
    }
    if (answered) {
      return;
    }
    if (waiting) {
      waiting = false;
      next++;
    }
    try {
      proceed(matched);
    } catch (RuntimeException e) {
      bug(e);
    }
  }

  private void proceed(RulePlan matched) {
    while (next < filters.length) {
      Verdict verdict = filters[next].request(this);
      if (verdict == Verdict.ANSWERED || answered) {
        return;
      }
      if (verdict == Verdict.LATER) {
        // It still is this filter's turn: it may answer, and then no later one has seen the
        // request.
        waiting = true;
        return;
      }
      next++;
    }
    if (!running) {
      running = true;
      matched.action().run(this);
    }
  }

  // ---- the way out

  /** True once a final response has begun. */
  public boolean answered() {
    return answered;
  }

  /** True once a final response has come, though perhaps nothing of it has gone out yet. */
  public boolean begun() {
    return answered || taken;
  }

  /** Passes an informational response on. */
  public void interim(ResponseHead head) {
    if (!answered) {
      responder.interim(head);
    }
  }

  /** Answers; once. Response filters run in reverse order of the request's. */
  public void respond(ResponseHead head, BodySource responseBody) {
    if (answered) {
      responseBody.cancel();
      return;
    }
    RulePlan matched = plan;
    if (!taken && matched != null && matched.taker() != null) {
      taken = true;
      if (matched.taker().take(this, head, responseBody)) {
        return;
      }
    }
    answered = true;
    ResponseHead out = head;
    BodySource body = responseBody;
    for (next = Math.min(next, filters.length - 1); next >= 0; next--) {
      try {
        filters[next].response(this, out);
      } catch (RuntimeException e) {
        // The filters that are left still see what the client gets.
        note(e);
        body.cancel();
        FailureResponse answer = FailureResponse.of(this, Failure.INTERNAL, "");
        out = answer.head();
        body = new MemoryBody(answer.body());
      }
    }
    status = out.status();
    Tunnel through = tunnel;
    if (through != null && status == 101) {
      body = through.fromBackend(body);
    }
    responder.respond(out, body);
  }

  /** Answers with a failure, or, where the response has begun, only notes it. */
  public void fail(Failure cause) {
    note(cause);
    if (!answered) {
      taken = true;
      FailureResponse.send(this, cause);
    }
  }

  /** Answers with a failure, or, where the response has begun, breaks it off. */
  public void breakOff(Failure cause) {
    boolean begun = answered;
    fail(cause);
    if (begun && !finished) {
      responder.fail(cause);
    }
  }

  /** True once: its head is about to be made fit for an upstream. */
  boolean forwards() {
    boolean first = !forwarded;
    forwarded = true;
    return first;
  }

  /**
   * For whoever runs code on behalf of the exchange: a bug showed, and it is this exchange's alone.
   * Thrown on where an answer has begun, for then the codec can only break it off.
   */
  public void bug(RuntimeException e) {
    if (answered) {
      throw e;
    }
    note(e);
    fail(Failure.INTERNAL);
  }

  /** Fails with an answer of the caller's own. */
  public void fail(Failure cause, ResponseHead head, BodySource responseBody) {
    note(cause);
    taken = true;
    respond(head, responseBody);
  }

  /** The client's connection is to serve no more requests than those under way. */
  public void last() {
    responder.last();
  }

  /** Bytes that the client sends after a 101 has been passed to {@link #respond}. */
  public BodySource switched() {
    BodySource bytes = switched;
    if (bytes == null) {
      bytes = responder.switched();
      Tunnel through = tunnel;
      if (through != null) {
        bytes = through.fromClient(bytes);
      }
      switched = bytes;
    }
    return bytes;
  }

  /**
   * Runs a task on this event loop after that long; what it returns calls it off. For what waits:
   * nothing here may block.
   */
  public Runnable after(long millis, Runnable task) {
    return responder.after(millis, task);
  }

  // ---- the end

  /** What to do when the client goes away before the response is complete; the last one wins. */
  public void onAbort(Runnable action) {
    onAbort = action;
  }

  /** What to do when all is over, whatever way; in the order of registration. */
  public void onFinish(Runnable action) {
    if (onFinish == null) {
      onFinish = action;
      return;
    }
    // Most exchanges have one.
    List<Runnable> all = alsoOnFinish;
    if (all == null) {
      all = new ArrayList<>(2);
      alsoOnFinish = all;
    }
    all.add(action);
  }

  /** Who is told of the exchange when all is over and done. */
  public void observer(Consumer<Exchange> told) {
    observer = told;
  }

  /** For the codec: the client is gone, and the response is not complete. */
  public void abort(Failure cause) {
    if (finished) {
      return;
    }
    note(cause);
    answered = true;
    Runnable action = onAbort;
    if (action != null) {
      onAbort = null;
      guarded(action);
    }
    finish();
  }

  /** For the codec: the last byte of the response is on its way. */
  public void finish() {
    if (finished) {
      return;
    }
    finished = true;
    body.cancel();
    Runnable first = onFinish;
    if (first != null) {
      guarded(first);
    }
    List<Runnable> all = alsoOnFinish;
    if (all != null) {
      for (Runnable action : all) {
        guarded(action);
      }
    }
    Consumer<Exchange> told = observer;
    if (told != null) {
      try {
        told.accept(this);
      } catch (RuntimeException e) {
        note(e);
      }
    }
  }

  /** One that fails must not keep the others, or the codec, from going on. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      note(e);
    }
  }
}
