/** Forwards to backends, each with its share. In: exchanges. Out: calls to upstreams. */
@NullMarked
package dev.sluice.dataplane.action.proxy;

import org.jspecify.annotations.NullMarked;
