/**
 * How HTTP messages are read and written, alike on the client's side and on the upstream's. In:
 * bytes of a connection. Out: {@link dev.sluice.dataplane.exchange.HeaderSection}s and body bytes,
 * frames of HTTP/2, or a {@link dev.sluice.dataplane.codec.Refusal} where they could be read in two
 * ways.
 */
@NullMarked
package dev.sluice.dataplane.codec;

import org.jspecify.annotations.NullMarked;
