/**
 * The filter room {@code response}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.response;

import org.jspecify.annotations.NullMarked;
