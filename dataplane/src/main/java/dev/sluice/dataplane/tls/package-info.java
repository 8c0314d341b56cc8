/**
 * What TLS is made of. In: the PEM of a snapshot's entries, and of the operators' authorities. Out:
 * keys, chains and trust, as the JDK has them, for listeners, upstreams and the push channel.
 */
@NullMarked
package dev.sluice.dataplane.tls;

import org.jspecify.annotations.NullMarked;
