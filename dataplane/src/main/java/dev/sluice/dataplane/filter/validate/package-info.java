/**
 * The filter room {@code validate}: its configs and documents in, {@link
 * dev.sluice.dataplane.exchange.Filter}s out.
 */
@NullMarked
package dev.sluice.dataplane.filter.validate;

import org.jspecify.annotations.NullMarked;
