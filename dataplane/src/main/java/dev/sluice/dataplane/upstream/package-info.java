/**
 * Where requests go. In: exchanges whose filters have let them pass, and the endpoints of each
 * snapshot. Out: requests to endpoints over pooled connections, and their responses back into the
 * exchange.
 *
 * <p>An exchange, the connection to its endpoint and the response stay on one event loop: every
 * loop has pools of its own, and nothing here is locked. Only {@link
 * dev.sluice.dataplane.upstream.Upstreams} is called from outside of the loops.
 */
@NullMarked
package dev.sluice.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
