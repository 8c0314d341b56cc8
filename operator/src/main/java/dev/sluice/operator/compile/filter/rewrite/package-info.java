/** The host and path that a backend sees. In: rewrite blocks. Out: Rewrite filters. */
@NullMarked
package dev.sluice.operator.compile.filter.rewrite;

import org.jspecify.annotations.NullMarked;
