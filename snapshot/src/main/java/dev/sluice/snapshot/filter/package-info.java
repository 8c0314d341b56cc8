/**
 * One record for each function that acts on requests on their way, and the order in which they run.
 * In: behaviour blocks of a rule. Out: the data plane builds its filter chain from them.
 */
@NullMarked
package dev.sluice.snapshot.filter;

import org.jspecify.annotations.NullMarked;
