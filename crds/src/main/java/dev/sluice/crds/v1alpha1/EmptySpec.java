package dev.sluice.crds.v1alpha1;

/** A choice that has no settings: it is written as <code>{}</code>. */
@Block
public record EmptySpec() {}
