/**
 * Tells browsers which pages may call. In: Cors. Out: answers to preflights, and the fields of
 * responses by which a browser judges.
 */
@NullMarked
package dev.sluice.dataplane.filter.cors;

import org.jspecify.annotations.NullMarked;
