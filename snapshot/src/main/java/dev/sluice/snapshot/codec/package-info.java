/**
 * Entries to canonical JSON and back, and their hashes. In: entries. Out: bytes that are the same
 * on every replica, and one hash for a whole snapshot that is cheap to keep as entries change.
 */
@NullMarked
package dev.sluice.snapshot.codec;

import org.jspecify.annotations.NullMarked;
