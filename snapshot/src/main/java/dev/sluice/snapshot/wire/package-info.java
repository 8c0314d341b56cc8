/**
 * What the two programs say to each other. In and out: frames as bytes. The data plane says hello,
 * active, observe, ack, nack, ping; the operator says role, full, delta, current, ping.
 *
 * <p>Unknown fields and unknown types are skipped: each side may be a version ahead of the other.
 */
@NullMarked
package dev.sluice.snapshot.wire;

import org.jspecify.annotations.NullMarked;
