package dev.sluice.dataplane.main;

import dev.sluice.dataplane.action.ProxyActions;
import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Timeouts;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Optional;

/** Stands where forwarding will: says that no backend can be reached. */
final class Proxies implements ProxyActions {
  Proxies(Vertx vertx, MeterRegistry meters) {}

  @Override
  public Action proxy(RuleId rule, Proxy proxy, Timeouts timeouts) {
    return exchange -> exchange.fail(Failure.CONNECT_FAILED);
  }

  @Override
  public void endpoints(Collection<Endpoints> all) {}

  @Override
  public Optional<String> unable() {
    return Optional.of("this data plane cannot forward to backends yet; they answer 502");
  }
}
