/**
 * What TLS is made of. In: the PEM of a snapshot's entries. Out: keys, chains and trust, as the JDK
 * has them, for listeners and upstreams alike.
 */
@NullMarked
package dev.sluice.dataplane.tls;

import org.jspecify.annotations.NullMarked;
