/** Failures on purpose. In: faults blocks. Out: Faults filters. */
@NullMarked
package dev.sluice.operator.compile.filter.faults;

import org.jspecify.annotations.NullMarked;
