/**
 * The filter room {@code clientcertificates}: what a route's TLS says of its clients in, a {@link
 * dev.sluice.dataplane.exchange.Filter} out.
 */
@NullMarked
package dev.sluice.dataplane.filter.clientcertificates;

import org.jspecify.annotations.NullMarked;
