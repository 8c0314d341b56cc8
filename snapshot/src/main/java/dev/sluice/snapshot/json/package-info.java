/**
 * JSON as a snapshot has it. In come bytes that another Sluice has written, out come their values,
 * one after another, or an error without a word of what they say: they hold keys and certificates.
 *
 * <p>A library reads everybody else's JSON. This is read here because a start has to: see ADR 037.
 */
@NullMarked
package dev.sluice.snapshot.json;

import org.jspecify.annotations.NullMarked;
