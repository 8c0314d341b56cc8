package dev.sluice.snapshot.upstream;

import org.jspecify.annotations.Nullable;

/**
 * How a rule treats the backends that it forwards to, beyond its timeouts. What is null is not used
 * and costs nothing.
 *
 * @param balancing null: round robin
 * @param retry null: only what cannot have been processed is tried again
 */
public record Forwarding(
    @Nullable Balancing balancing,
    @Nullable Retry retry,
    @Nullable CircuitBreaker circuitBreaker,
    @Nullable Concurrency concurrency,
    @Nullable Health health,
    @Nullable Hedge hedge) {
  /** Nothing of it. */
  public static final Forwarding PLAIN = new Forwarding(null, null, null, null, null, null);

  /** Whether it says nothing. */
  public boolean plain() {
    return balancing == null
        && retry == null
        && circuitBreaker == null
        && concurrency == null
        && health == null
        && hedge == null;
  }

  /** The same, but no client is brought back to the endpoint that it had. */
  public Forwarding withoutAffinity() {
    return balancing == null || balancing.affinity() == null
        ? this
        : new Forwarding(
            balancing.withoutAffinity(), retry, circuitBreaker, concurrency, health, hedge);
  }
}
