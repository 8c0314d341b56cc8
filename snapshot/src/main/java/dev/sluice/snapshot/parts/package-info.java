/** In: maps. Out: maps that share what they have in common. Knows nothing of what is in them. */
@NullMarked
package dev.sluice.snapshot.parts;

import org.jspecify.annotations.NullMarked;
