package dev.sluice.dataplane.action.proxy;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Forwards to one of several backends, chosen by weight for each request. A share whose backend is
 * not resolved answers 500, and so does a rule in which nothing has a share (Gateway API,
 * HTTPBackendRef): sending it elsewhere would hide the mistake.
 */
public final class ProxyAction implements Action {
  private final @Nullable Upstream[] upstreams;

  /** The sum of the weights up to and with each backend's. */
  private final int[] upTo;

  private final int sum;
  private final Timeouts timeouts;

  /** Not on event loops. */
  public ProxyAction(Proxy proxy, Timeouts timeouts, Upstreams all) {
    List<Proxy.Backend> shares =
        proxy.backends().stream().filter(backend -> backend.weight() > 0).toList();
    upstreams = new @Nullable Upstream[shares.size()];
    upTo = new int[shares.size()];
    int total = 0;
    for (int i = 0; i < upTo.length; i++) {
      Proxy.Backend backend = shares.get(i);
      upstreams[i] = backend.resolved() ? all.upstream(backend.upstream()) : null;
      total += backend.weight();
      upTo[i] = total;
    }
    sum = total;
    this.timeouts = timeouts;
  }

  @Override
  public void run(Exchange exchange) {
    Upstream chosen = choose();
    if (chosen == null) {
      exchange.fail(Failure.BACKEND_UNRESOLVED);
    } else {
      chosen.send(exchange, timeouts);
    }
  }

  private @Nullable Upstream choose() {
    if (upTo.length == 1) {
      return upstreams[0];
    }
    if (sum == 0) {
      return null;
    }
    int point = ThreadLocalRandom.current().nextInt(sum);
    int i = 0;
    while (point >= upTo[i]) {
      i++;
    }
    return upstreams[i];
  }
}
