package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** How much of an address counts: who holds a network has as many addresses as he likes. */
@Block
public record SourceKeySpec(
    @Schema(
            value = "Length of the prefix of an IPv4 address that counts.",
            byDefault = "32",
            min = 0,
            max = 32)
        @Nullable Integer prefix4,
    @Schema(
            value = "Length of the prefix of an IPv6 address that counts.",
            byDefault = "64",
            min = 0,
            max = 128)
        @Nullable Integer prefix6) {}
