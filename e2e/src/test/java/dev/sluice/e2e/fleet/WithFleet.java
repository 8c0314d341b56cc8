package dev.sluice.e2e.fleet;

import dev.sluice.crds.kube.NeedsKubeApi;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test class the one fleet of this run, whole before each test. */
@NeedsKubeApi
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(WithFleet.OfThisRun.class)
@interface WithFleet {
  /** Starts it for the first test that wants it, and ends it after the last of all tests. */
  final class OfThisRun implements ParameterResolver, BeforeEachCallback {
    private record Kept(Fleet fleet) implements AutoCloseable {
      @Override
      public void close() {
        fleet.close();
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Fleet.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return fleet(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      fleet(context).whole();
    }

    private static Fleet fleet(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(Fleet.class, key -> new Kept(new Fleet()), Kept.class)
          .fleet();
    }
  }
}
