package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A Secret; another namespace needs a ReferenceGrant. */
@Block
public record SecretRef(String name, @Nullable String namespace) {}
