/**
 * The names by which entries and state are known. Nothing comes in; every other package names
 * things with these and with nothing else, so that state keyed by them survives every swap.
 *
 * <p>What every start compares or hashes has its equals and hashCode written out: those that a
 * record has of itself are made of method handles, for which a fresh process makes some classes
 * each, and until they are compiled a first snapshot asks them a hundred thousand times.
 */
@NullMarked
package dev.sluice.snapshot.id;

import org.jspecify.annotations.NullMarked;
