package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.snapshot.filter.LimitPolicy.LimitHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client what is left. {@code RateLimit-Policy} and {@code RateLimit} are lists of
 * structured fields (RFC 9651) with an item for each limit (draft-ietf-httpapi-ratelimit-headers):
 * q units in w seconds; r units remaining, t seconds until all are there again. The older names
 * have room for one limit only, the one of which least is left.
 */
final class LimitFields {
  static final HeaderName RETRY_AFTER = HeaderName.of("retry-after");
  private static final HeaderName POLICY = HeaderName.of("ratelimit-policy");
  private static final HeaderName LIMIT = HeaderName.of("ratelimit");
  private static final HeaderName OLD_LIMIT = HeaderName.of("x-ratelimit-limit");
  private static final HeaderName OLD_REMAINING = HeaderName.of("x-ratelimit-remaining");
  private static final HeaderName OLD_RESET = HeaderName.of("x-ratelimit-reset");

  private LimitFields() {}

  static void add(Passage[] passages, int count, HeaderSection headers) {
    StringBuilder policies = null;
    StringBuilder left = null;
    Passage least = null;
    for (int i = 0; i < count; i++) {
      Passage each = passages[i];
      LimitHeaders which = each.limit.policy.headers();
      if (each.limit.policy.dryRun() || which == LimitHeaders.NONE || !each.known) {
        continue;
      }
      if (which == LimitHeaders.DRAFT) {
        policies = item(policies, each.limit.name).append(each.bound.told);
        left = item(left, each.limit.name).append(";r=").append(each.remaining());
        if (each.bound.rated) {
          left.append(";t=").append(each.reset());
        }
      } else if (least == null || each.remaining() < least.remaining()) {
        least = each;
      }
    }
    if (policies != null && left != null) {
      headers.add(POLICY, policies.toString());
      headers.add(LIMIT, left.toString());
    }
    if (least != null) {
      headers.set(OLD_LIMIT, Long.toString(least.bound.limit));
      headers.set(OLD_REMAINING, Long.toString(least.remaining()));
      headers.set(OLD_RESET, Long.toString(least.reset()));
    }
  }

  /** The next item: a string, in which a name needs no escapes. */
  private static StringBuilder item(@Nullable StringBuilder list, String name) {
    StringBuilder to = list == null ? new StringBuilder(64) : list.append(", ");
    return to.append('"').append(name).append('"');
  }
}
