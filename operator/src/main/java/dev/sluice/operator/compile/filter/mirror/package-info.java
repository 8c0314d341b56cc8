/** Copies of requests. In: mirror blocks. Out: Mirror filters. */
@NullMarked
package dev.sluice.operator.compile.filter.mirror;

import org.jspecify.annotations.NullMarked;
