package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** One condition, as all of Kubernetes writes them; times are RFC 3339. */
@Block
public record ConditionStatus(
    String type,
    String status,
    @Nullable Long observedGeneration,
    String lastTransitionTime,
    String reason,
    String message) {}
