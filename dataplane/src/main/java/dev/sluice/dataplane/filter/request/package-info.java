/**
 * The filter room {@code request}: its config in, a {@link dev.sluice.dataplane.exchange.Filter}
 * out.
 */
@NullMarked
package dev.sluice.dataplane.filter.request;

import org.jspecify.annotations.NullMarked;
