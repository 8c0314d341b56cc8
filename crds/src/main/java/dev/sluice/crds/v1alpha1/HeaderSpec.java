package dev.sluice.crds.v1alpha1;

/** A header with its value, which may hold placeholders such as {@code {path.id}}. */
@Block
public record HeaderSpec(String name, String value) {}
