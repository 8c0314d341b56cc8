package dev.sluice.operator.compile;

import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import org.jspecify.annotations.Nullable;

/** What a route may look up besides its own spec; every look is remembered with the result. */
public interface References {
  @Nullable WatchedService service(ServiceName name);

  /** Whether a namespace's routes may refer to an object of another; within one they always may. */
  boolean permitted(String fromNamespace, String kind, String namespace, String name);
}
