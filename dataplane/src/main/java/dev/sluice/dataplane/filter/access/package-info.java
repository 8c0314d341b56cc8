/**
 * The filter room {@code access}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.access;

import org.jspecify.annotations.NullMarked;
