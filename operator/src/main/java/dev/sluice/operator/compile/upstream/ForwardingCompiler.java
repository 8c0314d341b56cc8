package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.operator.compile.Blocks;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Forwarding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the blocks that say how a rule treats its backends. */
public final class ForwardingCompiler {
  private ForwardingCompiler() {}

  /** Null where there is nothing of it. */
  public static @Nullable Forwarding compile(Blocks blocks, List<Problem> problems) {
    Forwarding forwarding =
        new Forwarding(
            blocks.block(
                "loadBalancer",
                RuleSpec::loadBalancer,
                DefaultsSpec::loadBalancer,
                (at, b) -> BalancingCompiler.compile(at, b, problems)),
            blocks.block(
                "retry",
                RuleSpec::retry,
                DefaultsSpec::retry,
                (at, b) -> RetryCompiler.compile(at, b, problems)),
            blocks.block(
                "circuitBreaker",
                RuleSpec::circuitBreaker,
                DefaultsSpec::circuitBreaker,
                (at, b) -> CircuitBreakerCompiler.compile(at, b, problems)),
            blocks.block(
                "concurrency",
                RuleSpec::concurrency,
                DefaultsSpec::concurrency,
                (at, b) -> ConcurrencyCompiler.compile(at, b, problems)),
            blocks.block(
                "health",
                RuleSpec::health,
                DefaultsSpec::health,
                (at, b) -> HealthCompiler.compile(at, b, problems)),
            blocks.block(
                "hedge",
                RuleSpec::hedge,
                DefaultsSpec::hedge,
                (at, b) -> HedgeCompiler.compile(at, b, problems)));
    return forwarding.equals(Forwarding.PLAIN) ? null : forwarding;
  }
}
