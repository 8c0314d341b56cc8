/**
 * The filter room {@code limits}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.limits;

import org.jspecify.annotations.NullMarked;
