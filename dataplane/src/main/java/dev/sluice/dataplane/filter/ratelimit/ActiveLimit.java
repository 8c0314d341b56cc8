package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.table.Condition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One limit of one policy, ready to be asked. Shared by all event loops. */
final class ActiveLimit {
  private static final long MOST = 1_000_000_000;

  final LimitPolicy policy;
  final String name;

  /** As the log has it: {@code namespace/policy/limit}. */
  final String id;

  final LimitState state;
  final LimitMeters meters;
  final Failure refusal;
  final boolean global;
  final boolean leased;
  private final @Nullable Condition when;
  private final KeyPart[] key;
  private final Bounded bound;
  private final @Nullable HeaderName tier;
  private final Map<String, Bounded> tiers = new HashMap<>();
  private final long constant;
  private final @Nullable HeaderName requestCost;
  private final @Nullable HeaderName responseCost;

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
    constant = limit.cost() instanceof LimitCost.Constant cost ? cost.units() : 1;
    requestCost =
        limit.cost() instanceof LimitCost.RequestHeader cost ? HeaderName.of(cost.name()) : null;
    responseCost =
        limit.cost() instanceof LimitCost.ResponseHeader cost ? HeaderName.of(cost.name()) : null;
    bound = new Bounded(limit.bound(), responseCost != null);
    global = policy.scope() == LimitPolicy.Scope.GLOBAL && bound.rated;
    // A response is charged where the request was: a lease may be over by then.
    leased = global && policy.counting() == LimitPolicy.Counting.LEASED && responseCost == null;
    tier = limit.tiers() == null ? null : HeaderName.of(limit.tiers().header());
    if (limit.tiers() != null) {
      for (Limit.Tier each : limit.tiers().values()) {
        tiers.put(each.value(), new Bounded(each.bound(), responseCost != null));
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

  /** Whether the response says what the request costs. */
  boolean later() {
    return responseCost != null;
  }

  /** Units, by the request. */
  long cost(Exchange exchange) {
    return requestCost == null ? constant : units(exchange.request().headers(), requestCost);
  }

  /** Units, by the response. */
  long cost(HeaderSection response) {
    return responseCost == null ? constant : units(response, responseCost);
  }

  private static long units(HeaderSection headers, HeaderName name) {
    int field = headers.find(name);
    if (field < 0) {
      return 1;
    }
    byte[] bytes = headers.bytes();
    int end = headers.valueEnd(field);
    int start = headers.valueStart(field);
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return 1;
      }
      value = value * 10 + digit;
      if (value > MOST) {
        return 1;
      }
    }
    return start == end ? 1 : value;
  }
}
