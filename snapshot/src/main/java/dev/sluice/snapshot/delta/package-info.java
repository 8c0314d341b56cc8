/** What differs between two snapshots. */
@NullMarked
package dev.sluice.snapshot.delta;

import org.jspecify.annotations.NullMarked;
