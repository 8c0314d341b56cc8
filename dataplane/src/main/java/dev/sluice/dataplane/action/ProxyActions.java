package dev.sluice.dataplane.action;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.Collection;
import java.util.Optional;

/** Makes the actions that forward, and keeps the upstreams that they share. Not on event loops. */
public interface ProxyActions {
  Action proxy(RuleId rule, Proxy proxy, Timeouts timeouts);

  /** All endpoints of a snapshot, before any rule of it is served. */
  void endpoints(Collection<Endpoints> all);

  /**
   * Why requests cannot be forwarded at all: routes that forward are then reported as rejected, so
   * that their status does not promise what is not served. Empty: they can.
   */
  default Optional<String> unable() {
    return Optional.empty();
  }
}
