package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.CircuitBreakerSpec;
import dev.sluice.crds.v1alpha1.ConcurrencySpec;
import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.HealthSpec;
import dev.sluice.crds.v1alpha1.HedgeSpec;
import dev.sluice.crds.v1alpha1.LoadBalancerSpec;
import dev.sluice.crds.v1alpha1.RetrySpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.operator.compile.Blocks;
import dev.sluice.operator.compile.Blocks.Block;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Forwarding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the blocks that say how a rule treats its backends. */
public final class ForwardingCompiler {
  private ForwardingCompiler() {}

  /** Null where there is nothing of it. */
  public static @Nullable Forwarding compile(Blocks blocks, List<Problem> problems) {
    RuleSpec rule = blocks.rule();
    DefaultsSpec shared = blocks.defaults();
    @Nullable Block<LoadBalancerSpec> balancing =
        blocks.block("loadBalancer", rule.loadBalancer(), shared.loadBalancer());
    @Nullable Block<RetrySpec> retry = blocks.block("retry", rule.retry(), shared.retry());
    @Nullable Block<CircuitBreakerSpec> breaker =
        blocks.block("circuitBreaker", rule.circuitBreaker(), shared.circuitBreaker());
    @Nullable Block<ConcurrencySpec> concurrency =
        blocks.block("concurrency", rule.concurrency(), shared.concurrency());
    @Nullable Block<HealthSpec> health = blocks.block("health", rule.health(), shared.health());
    @Nullable Block<HedgeSpec> hedge = blocks.block("hedge", rule.hedge(), shared.hedge());
    Forwarding forwarding =
        new Forwarding(
            balancing == null
                ? null
                : BalancingCompiler.compile(balancing.place(), balancing.spec(), problems),
            retry == null ? null : RetryCompiler.compile(retry.place(), retry.spec(), problems),
            breaker == null
                ? null
                : CircuitBreakerCompiler.compile(breaker.place(), breaker.spec(), problems),
            concurrency == null
                ? null
                : ConcurrencyCompiler.compile(concurrency.place(), concurrency.spec(), problems),
            health == null ? null : HealthCompiler.compile(health.place(), health.spec(), problems),
            hedge == null ? null : HedgeCompiler.compile(hedge.place(), hedge.spec(), problems));
    return forwarding.plain() ? null : forwarding;
  }
}
