package dev.sluice.crds.kube;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reports a test class as skipped, with the reason, where {@link KubeApi} finds no binaries. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(NeedsKubeApi.Condition.class)
public @interface NeedsKubeApi {
  /** Asks the environment. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return Binaries.ofEnvironment().isPresent()
          ? ConditionEvaluationResult.enabled("")
          : ConditionEvaluationResult.disabled(Binaries.MISSING);
    }
  }
}
