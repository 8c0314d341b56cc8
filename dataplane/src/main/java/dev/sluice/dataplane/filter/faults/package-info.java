/**
 * The filter room {@code faults}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.faults;

import org.jspecify.annotations.NullMarked;
