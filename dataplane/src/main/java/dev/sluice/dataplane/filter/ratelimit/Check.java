package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Mode;
import dev.sluice.snapshot.filter.LimitPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request at all limits of a phase: first those that are counted here, then, if they let it
 * pass, the others, in one question to the store. A request that is refused takes nothing from any
 * limit, and one that is refused here asks the store nothing.
 */
final class Check {
  private static final Failure NO_COUNT =
      new Failure(
          503, "rate_limit_unavailable", "Requests cannot be counted now, and so are not served.");

  private static final Failure NO_COST =
      new Failure(
          500,
          "rate_limit_cost",
          "What the request costs cannot be told, and so it is not served.");

  private final RateLimits all;
  private final Passage[] passages;
  private int count;
  private @Nullable Passage refuser;
  private boolean settled;
  private boolean waiting;

  Check(RateLimits all, int most) {
    this.all = all;
    passages = new Passage[most];
  }

  void add(Passage passage) {
    passages[count++] = passage;
  }

  boolean empty() {
    return count == 0;
  }

  Verdict request(Exchange exchange) {
    boolean asks = false;
    for (int i = 0; i < count; i++) {
      passages[i].begin();
      asks |= passages[i].ask() != null;
    }
    exchange.keep(this);
    if (!asks || refused() != null) {
      return decide(exchange) ? Verdict.PASS : Verdict.ANSWERED;
    }
    List<Ask> questions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Ask ask = passages[i].ask();
      if (ask != null) {
        questions.add(ask);
      }
    }
    all.shared()
        .ask(
            questions,
            debts -> {
              take(debts);
              settled = true;
              if (waiting) {
                resume(exchange);
              }
            });
    if (settled) {
      return decide(exchange) ? Verdict.PASS : Verdict.ANSWERED;
    }
    waiting = true;
    return Verdict.LATER;
  }

  private void take(long @Nullable [] debts) {
    boolean together = true;
    int at = 0;
    for (int i = 0; debts != null && i < count; i++) {
      Ask ask = passages[i].ask();
      if (ask != null) {
        together &= ask.mode() != Mode.TOGETHER || ask.passes(debts[at]);
        at++;
      }
    }
    at = 0;
    for (int i = 0; i < count; i++) {
      Ask ask = passages[i].ask();
      if (ask != null && debts == null) {
        passages[i].unanswered();
      } else if (ask != null && debts != null) {
        passages[i].answered(ask, debts[at++], together);
      }
    }
  }

  private void resume(Exchange exchange) {
    if (exchange.answered()) {
      // The client has left while we asked.
      undo();
    } else if (decide(exchange)) {
      exchange.proceed();
    }
  }

  /** The strictest answer: the one that lets it wait longest; of equals the first. */
  private @Nullable Passage refused() {
    Passage strictest = null;
    for (int i = 0; i < count; i++) {
      Passage each = passages[i];
      if (!each.passes
          && !each.limit.policy.dryRun()
          && (strictest == null || each.wait > strictest.wait)) {
        strictest = each;
      }
    }
    return strictest;
  }

  /** Lets it pass, or answers. */
  private boolean decide(Exchange exchange) {
    Passage strictest = refused();
    refuser = strictest;
    boolean finishes = false;
    for (int i = 0; i < count; i++) {
      Passage each = passages[i];
      LimitMeters meters = each.limit.meters;
      if (!each.passes) {
        (each.limit.policy.dryRun() ? meters.wouldRefuse : meters.refused).increment();
      } else if (strictest == null) {
        meters.passed.increment();
        finishes |= each.finishes();
      }
    }
    if (strictest == null) {
      if (finishes) {
        exchange.onFinish(this::finish);
      }
      return true;
    }
    undo();
    exchange.limit(strictest.limit.id);
    answer(exchange, strictest);
    return false;
  }

  private void undo() {
    for (int i = 0; i < count; i++) {
      passages[i].undo();
    }
  }

  private void finish() {
    for (int i = 0; i < count; i++) {
      passages[i].finish();
    }
  }

  private static void answer(Exchange exchange, Passage refuser) {
    LimitPolicy.Refusal refusal = refuser.limit.policy.response();
    if (!refuser.known) {
      exchange.fail(refuser.cost == Cost.UNKNOWN ? NO_COST : NO_COUNT);
    } else if (refusal.body().isEmpty()) {
      exchange.fail(refuser.limit.refusal);
    } else {
      ResponseHead head = new ResponseHead(refusal.status());
      head.headers().add(HeaderName.CONTENT_TYPE, refusal.contentType());
      exchange.fail(
          refuser.limit.refusal,
          head,
          new MemoryBody(refusal.body().getBytes(StandardCharsets.UTF_8)));
    }
  }

  void response(ResponseHead head) {
    Passage strictest = refuser;
    if (strictest != null) {
      long seconds = Math.max(1, Passage.seconds(strictest.wait));
      head.headers().set(LimitFields.RETRY_AFTER, Long.toString(seconds));
    } else {
      for (int i = 0; i < count; i++) {
        passages[i].response(head);
      }
    }
    LimitFields.add(passages, count, head.headers());
  }
}
