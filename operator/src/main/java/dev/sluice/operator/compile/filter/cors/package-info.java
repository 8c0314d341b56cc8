/** Pages of other origins. In: cors blocks. Out: Cors filters. */
@NullMarked
package dev.sluice.operator.compile.filter.cors;

import org.jspecify.annotations.NullMarked;
