/**
 * Predicates on a request, as data. In: what a rule's {@code matches} say, already checked by the
 * compiler. Out: the routing table is built from them.
 */
@NullMarked
package dev.sluice.snapshot.match;

import org.jspecify.annotations.NullMarked;
