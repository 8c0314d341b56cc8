package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Durations in Go style ({@code 1m30s}); {@code 0s} means none. */
@Block
public record TimeoutsSpec(
    @Nullable String request, @Nullable String connect, @Nullable String idle) {}
