/**
 * Limits. In: RateLimitPolicies, one by one, and for each rule those that target it. Out: the
 * rule's RateLimit filters, or why it has to answer 500.
 */
@NullMarked
package dev.sluice.operator.compile.filter.ratelimit;

import org.jspecify.annotations.NullMarked;
