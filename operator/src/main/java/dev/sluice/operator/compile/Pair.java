package dev.sluice.operator.compile;

import dev.sluice.operator.input.TlsSecret;
import dev.sluice.snapshot.route.Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Secret, checked.
 *
 * @param good the pair to serve; where the Secret is invalid the good one of before, if there was
 *     one
 * @param notAfter when {@code good} expires
 * @param error what is wrong with the Secret, or null
 * @param warning what will be wrong soon, or null
 */
public record Pair(
    TlsSecret source,
    @Nullable Certificate good,
    @Nullable Instant notAfter,
    @Nullable String error,
    @Nullable String warning) {}
