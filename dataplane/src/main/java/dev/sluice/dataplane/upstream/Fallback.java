package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Action;

/**
 * What answers when an upstream cannot.
 *
 * @param takesBody whether it needs the request's body, and so can only run while that is whole
 */
public record Fallback(Action action, boolean takesBody) {}
