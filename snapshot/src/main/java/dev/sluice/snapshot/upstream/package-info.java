/**
 * Where requests may be sent. In: Services and EndpointSlices, resolved. Out: the data plane's
 * balancers and pools.
 */
@NullMarked
package dev.sluice.snapshot.upstream;

import org.jspecify.annotations.NullMarked;
