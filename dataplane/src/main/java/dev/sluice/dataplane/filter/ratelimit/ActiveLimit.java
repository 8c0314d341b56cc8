package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.table.Condition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One limit of one policy, ready to be asked. Shared by all event loops. */
final class ActiveLimit {
  final LimitPolicy policy;
  final String name;

  /** As the log has it: {@code namespace/policy/limit}. */
  final String id;

  final LimitState state;
  final LimitMeters meters;
  final Failure refusal;
  final Cost cost;
  final boolean global;
  final boolean leased;
  private final @Nullable Condition when;
  private final KeyPart[] key;
  private final Bounded bound;
  private final @Nullable HeaderName tier;
  private final Map<String, Bounded> tiers = new HashMap<>();

  ActiveLimit(LimitPolicy policy, Limit limit, RateLimits all) {
    this.policy = policy;
    name = limit.name();
    id = policy.id() + "/" + limit.name();
    state = all.state(policy, limit.name());
    meters = state.meters;
    refusal =
        new Failure(
            policy.response().status(),
            "rate_limited",
            "Too many requests: the limit " + limit.name() + " is reached.");
    when = limit.when() == null ? null : Condition.of(limit.when());
    key = KeyPart.of(limit.key());
    cost = Cost.of(limit.cost(), state);
    bound = new Bounded(limit.bound(), cost.later());
    global = policy.scope() == LimitPolicy.Scope.GLOBAL && bound.rated;
    // A response is charged where the request was: a lease may be over by then.
    leased = global && policy.counting() == LimitPolicy.Counting.LEASED && !cost.later();
    tier = limit.tiers() == null ? null : HeaderName.of(limit.tiers().header());
    if (limit.tiers() != null) {
      for (Limit.Tier each : limit.tiers().values()) {
        tiers.put(each.value(), new Bounded(each.bound(), cost.later()));
      }
    }
  }

  boolean applies(Exchange exchange) {
    return when == null || when.holds(exchange.request());
  }

  KeyBytes key(Exchange exchange) {
    KeyBytes bytes = KeyBytes.here();
    for (KeyPart part : key) {
      part.read(exchange, bytes);
    }
    return bytes;
  }

  /** Its name among the policy's counters in a store. */
  String sharedKey(KeyBytes bytes) {
    return key.length == 0 ? name : name + ":" + bytes.digest();
  }

  Bounded bound(Exchange exchange) {
    if (tier != null) {
      String value = exchange.request().headers().value(tier);
      Bounded own = value == null ? null : tiers.get(value);
      if (own != null) {
        return own;
      }
    }
    return bound;
  }

  /** Units, by the request, or {@link Cost#UNKNOWN}: then it is refused. */
  long cost(Exchange exchange) {
    return counted(cost.of(exchange));
  }

  /** Units, by the response; 1 where it cannot be told: the backend has done the work by now. */
  long cost(ResponseHead head, @Nullable Priced kept) {
    long units = counted(cost.of(head, kept));
    return units == Cost.UNKNOWN ? 1 : units;
  }

  private long counted(long units) {
    if (units == Cost.UNKNOWN) {
      meters.unpriced.increment();
    }
    return units;
  }
}
