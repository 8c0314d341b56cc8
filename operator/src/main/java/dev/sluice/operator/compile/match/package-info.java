/** Which requests a rule takes. In: the matches of a spec. Out: matches of the snapshot. */
@NullMarked
package dev.sluice.operator.compile.match;

import org.jspecify.annotations.NullMarked;
