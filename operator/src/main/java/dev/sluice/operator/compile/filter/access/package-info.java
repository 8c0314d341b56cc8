/** Which client addresses may ask. In: access blocks. Out: Access filters. */
@NullMarked
package dev.sluice.operator.compile.filter.access;

import org.jspecify.annotations.NullMarked;
