/**
 * The names by which entries and state are known. Nothing comes in; every other package names
 * things with these and with nothing else, so that state keyed by them survives every swap.
 */
@NullMarked
package dev.sluice.snapshot.id;

import org.jspecify.annotations.NullMarked;
