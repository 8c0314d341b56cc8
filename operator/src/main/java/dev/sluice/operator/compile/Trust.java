package dev.sluice.operator.compile;

import dev.sluice.snapshot.route.Authority;
import org.jspecify.annotations.Nullable;

/**
 * CA certificates, checked.
 *
 * @param source as written
 * @param revoked its lists, as written; null: there are none
 * @param good what to trust; where the source is invalid the good ones of before, if there were any
 * @param error what is wrong with the source, or null
 */
public record Trust(
    String source, @Nullable String revoked, @Nullable Authority good, @Nullable String error) {}
