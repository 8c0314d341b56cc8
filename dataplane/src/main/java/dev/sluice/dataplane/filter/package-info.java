/** In: the filter configs of a rule. Out: its chain, in the order in which it runs. */
@NullMarked
package dev.sluice.dataplane.filter;

import org.jspecify.annotations.NullMarked;
