package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Mode;
import dev.sluice.snapshot.filter.LimitPolicy.OnStoreFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request at one limit: what it asks, what it is told, and how that is undone. */
final class Passage {
  /** Where the request is counted. */
  private enum How {
    NOWHERE,
    IN_FLIGHT,
    LOCAL,
    LEASE,
    STORE
  }

  private static final long SECOND = 1_000_000_000;

  final ActiveLimit limit;
  final Bounded bound;
  final long cost;
  private final RateLimits all;
  private final int shares;
  private final long key;
  private final Exchange exchange;
  private final @Nullable Priced priced;

  /** Made when the store is first asked: a lease mostly spares that. */
  private @Nullable String sharedKey;

  private Gcra rate;
  private How how = How.NOWHERE;
  private Leases.@Nullable Lease lease;
  private boolean batched;
  private @Nullable Ask ask;
  private boolean charged;

  /** Whether the limit lets it pass. */
  boolean passes = true;

  /** Whether the limit said so, and not the store's failure or that of the cost. */
  boolean known = true;

  /** Until the same request would pass, in ns. */
  long wait;

  /** Debt with this request, in ns; of requests in flight, how many. */
  long debt;

  private long now;

  Passage(ActiveLimit limit, Exchange exchange, RateLimits all, int shares, long now) {
    this.limit = limit;
    this.exchange = exchange;
    this.all = all;
    this.shares = shares;
    this.now = now;
    bound = limit.bound(exchange);
    cost = limit.cost(exchange);
    priced = limit.cost.keep(exchange);
    key = limit.key(exchange).hash(all.hash());
    rate = limit.global ? bound.whole : bound.share(shares).rate();
  }

  /** Asks what can be answered here, and notes what must be asked for. */
  void begin() {
    if (cost == Cost.UNKNOWN) {
      known = false;
      passes = false;
      wait = SECOND;
    } else if (!bound.rated) {
      int most = bound.share(shares).concurrent();
      int entered = limit.state.inFlight.enter(key, most);
      passes = entered > 0;
      debt = passes ? entered : most;
      wait = passes ? 0 : SECOND;
      how = passes ? How.IN_FLIGHT : How.NOWHERE;
    } else if (!limit.global) {
      local();
    } else if (limit.leased) {
      lease();
    } else {
      together();
    }
  }

  private void together() {
    ask(limit.policy.dryRun() ? Mode.ALONE : Mode.TOGETHER, need(), take());
  }

  private long need() {
    return rate.increment(cost);
  }

  private long take() {
    return limit.cost.later() ? 0 : need();
  }

  private void local() {
    rate = bound.share(shares).rate();
    long after = limit.state.local.take(rate, key, need(), take(), now);
    passes = after >= 0;
    debt = passes ? after : ~after;
    wait = passes ? 0 : rate.wait(debt, need());
    how = passes ? How.LOCAL : How.NOWHERE;
  }

  private void lease() {
    Leases.Lease of = limit.state.leases.of(key);
    lease = of;
    if (of == null) {
      together();
      return;
    }
    if (of.spend(cost, now)) {
      how = How.LEASE;
      debt = of.debt(now);
      if (of.low(now)) {
        ahead(of);
      }
      return;
    }
    if (of.refused(now)) {
      passes = false;
      debt = of.debt(now);
      wait = Math.max(1, rate.wait(debt, need()));
      return;
    }
    long more = of.ask(Leases.most(rate, shares), now);
    batched = more > 0;
    ask(Mode.LEASE, rate.increment(1), rate.increment(cost + more));
  }

  /** Asks for the next batch while there still is some of this one. */
  private void ahead(Leases.Lease of) {
    long more = of.ask(Leases.most(rate, shares), now);
    if (more > 0) {
      Ask next = shared(Mode.LEASE, rate.increment(1), rate.increment(more));
      all.shared()
          .ask(
              List.of(next),
              debts -> {
                if (debts == null) {
                  of.failed(true);
                } else {
                  long granted = next.leased(debts[0]);
                  long after = debts[0] + granted * next.need();
                  of.granted(true, granted, 0, after, next.need(), all.now());
                }
              });
    }
  }

  private void ask(Mode mode, long need, long take) {
    ask = shared(mode, need, take);
  }

  private Ask shared(Mode mode, long need, long take) {
    String name = sharedKey;
    if (name == null) {
      name = limit.sharedKey(limit.key(exchange));
      sharedKey = name;
    }
    return new Ask(mode, limit.policy.id(), name, need, take, rate.tolerance(), rate.ceiling());
  }

  /** What the store must be asked; null: nothing. */
  @Nullable Ask ask() {
    return ask;
  }

  /**
   * The store has answered.
   *
   * @param before the counter's debt as it was, in ns
   * @param together whether every counter passes that is charged only if all do
   */
  void answered(Ask asked, long before, boolean together) {
    now = all.now();
    if (asked.mode() == Mode.LEASE) {
      long granted = asked.leased(before);
      debt = before + granted * asked.need();
      Leases.Lease of = lease;
      passes = of != null && of.granted(batched, granted, cost, debt, asked.need(), now);
      batched = false;
      how = How.LEASE;
    } else {
      passes = asked.passes(before);
      boolean taken = passes && (together || asked.mode() == Mode.ALONE);
      debt = taken ? before + asked.take() : before;
      how = taken ? How.STORE : How.NOWHERE;
    }
    wait = passes ? 0 : rate.wait(before, need());
    how = passes ? how : How.NOWHERE;
  }

  /** The store has not answered: the policy says what holds then. */
  void unanswered() {
    now = all.now();
    limit.meters.failedOver.increment();
    Leases.Lease of = lease;
    if (of != null) {
      of.failed(batched);
      batched = false;
    }
    OnStoreFailure then = limit.policy.onStoreFailure();
    if (then == OnStoreFailure.LOCAL) {
      local();
    } else {
      known = false;
      passes = then == OnStoreFailure.ALLOW;
      wait = passes ? 0 : SECOND;
    }
  }

  /** Another limit has refused the request: it has taken nothing here. */
  void undo() {
    Leases.Lease asked = lease;
    if (batched && asked != null) {
      // The batch was to be asked for together with the rest, which nobody asks now.
      asked.failed(true);
      batched = false;
    }
    switch (how) {
      case IN_FLIGHT -> limit.state.inFlight.leave(key);
      case LOCAL -> {
        if (take() > 0) {
          debt = limit.state.local.charge(rate, key, -take(), now);
        }
      }
      case LEASE -> {
        Leases.Lease of = lease;
        if (of != null) {
          of.giveBack(cost);
        }
      }
      case STORE -> {
        if (take() > 0) {
          all.shared().ask(List.of(shared(Mode.CHARGE, 0, -take())), debts -> {});
        }
      }
      case NOWHERE -> {}
    }
    how = How.NOWHERE;
  }

  /** Charges what the response says, if it is the response that says it. */
  void response(ResponseHead head) {
    if (limit.cost.later()) {
      charge(rate.increment(limit.cost(head, priced)));
    }
  }

  private void charge(long take) {
    if (charged) {
      return;
    }
    charged = true;
    if (how == How.LOCAL) {
      debt = limit.state.local.charge(rate, key, take, all.now());
    } else if (how == How.STORE && take > 0) {
      debt = rate.charged(debt, take);
      all.shared().ask(List.of(shared(Mode.CHARGE, 0, take)), debts -> {});
    }
  }

  /** The exchange is over, whatever way. */
  void finish() {
    if (how == How.IN_FLIGHT) {
      limit.state.inFlight.leave(key);
    } else if (limit.cost.later()) {
      // No response has come that could have said more.
      charge(rate.increment(1));
    }
  }

  /** Whether something is left to be done when the exchange is over. */
  boolean finishes() {
    return how == How.IN_FLIGHT || limit.cost.later();
  }

  /** Units that are left. */
  long remaining() {
    return bound.rated ? rate.remaining(debt) : bound.share(shares).concurrent() - debt;
  }

  /** Seconds until all of it is there again. */
  long reset() {
    return bound.rated ? seconds(debt) : 0;
  }

  static long seconds(long nanos) {
    return (nanos + SECOND - 1) / SECOND;
  }
}
