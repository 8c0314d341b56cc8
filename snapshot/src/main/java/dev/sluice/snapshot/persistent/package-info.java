/**
 * In: maps and sets. Out: changed copies that share with those of before what they have in common,
 * and the difference of two. Knows nothing of what is in them.
 */
@NullMarked
package dev.sluice.snapshot.persistent;

import org.jspecify.annotations.NullMarked;
