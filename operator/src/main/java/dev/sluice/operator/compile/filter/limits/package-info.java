/** How much clients may send. In: limits blocks. Out: BodyLimit and WebSocketLimit filters. */
@NullMarked
package dev.sluice.operator.compile.filter.limits;

import org.jspecify.annotations.NullMarked;
