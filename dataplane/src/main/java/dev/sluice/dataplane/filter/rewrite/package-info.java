/**
 * The filter room {@code rewrite}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.rewrite;

import org.jspecify.annotations.NullMarked;
