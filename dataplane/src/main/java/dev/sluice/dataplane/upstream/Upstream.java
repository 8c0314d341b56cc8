package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;

/** One Service port in one protocol. */
public final class Upstream {
  private final Upstreams all;
  private final LoopUpstream[] parts;

  Upstream(Upstreams all, UpstreamId id, List<Endpoint> endpoints) {
    this.all = all;
    this.parts =
        all.loops().stream()
            .map(loop -> new LoopUpstream(loop, id, endpoints, all.meters().of(id)))
            .toArray(LoopUpstream[]::new);
  }

  void endpoints(List<Endpoint> now) {
    for (LoopUpstream part : parts) {
      part.loop().executor().execute(() -> part.endpoints(now));
    }
  }

  /** Forwards an exchange and answers it, once. On its event loop. */
  public void send(Exchange exchange, Timeouts timeouts) {
    new Call(exchange, parts[all.here().index()], timeouts).start();
  }
}
