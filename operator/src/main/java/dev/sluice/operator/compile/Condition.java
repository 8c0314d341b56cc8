package dev.sluice.operator.compile;

/**
 * What a status condition says, without its type and times.
 *
 * @param status true for {@code "True"}
 * @param reason one word of those in docs
 * @param message for people
 */
public record Condition(boolean status, String reason, String message) {}
