/**
 * The filter room {@code ratelimit}. In: the policies of a rule, requests. Out: requests that pass,
 * refusals, and headers that say how much is left. What it counts outlives every snapshot: see
 * {@code RateLimits}.
 */
@NullMarked
package dev.sluice.dataplane.filter.ratelimit;

import org.jspecify.annotations.NullMarked;
