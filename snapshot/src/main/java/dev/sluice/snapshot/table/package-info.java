/**
 * The matcher. In: the routes of a snapshot. Out: for a request, the rule that serves it, with what
 * the data plane attached to the rule; or, for a person, why each nearer rule did not. Built off
 * the event loops, immutable, shared by all of them.
 */
@NullMarked
package dev.sluice.snapshot.table;

import org.jspecify.annotations.NullMarked;
