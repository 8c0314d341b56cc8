package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All upstreams, known by their identity and so the same over every snapshot. An upstream lives as
 * long as a rule forwards to it.
 */
public final class Upstreams {
  private final List<UpstreamLoop> loops = new ArrayList<>();
  private final FastThreadLocal<UpstreamLoop> here = new FastThreadLocal<>();
  private final UpstreamMeters meters;
  private final Map<UpstreamId, WeakReference<Upstream>> known = new HashMap<>();
  private Map<ServicePort, List<Endpoint>> places = Map.of();

  /** Before anything listens: a request must find its loop's part ready. */
  public Upstreams(Vertx vertx, MeterRegistry registry) {
    VertxInternal internal = (VertxInternal) vertx;
    meters = new UpstreamMeters(registry);
    for (EventExecutor executor : internal.nettyEventLoopGroup()) {
      UpstreamLoop loop = new UpstreamLoop(internal, (EventLoop) executor, loops.size());
      loops.add(loop);
      executor.execute(() -> here.set(loop));
      loop.start();
    }
  }

  /** The upstream of that identity, with the endpoints that it has now. Not on event loops. */
  public synchronized Upstream upstream(UpstreamId id) {
    WeakReference<Upstream> reference = known.get(id);
    @Nullable Upstream found = reference == null ? null : reference.get();
    if (found == null) {
      found = new Upstream(this, id, places.getOrDefault(id.servicePort(), List.of()));
      known.put(id, new WeakReference<>(found));
    }
    return found;
  }

  /**
   * All endpoints of a snapshot. Each event loop takes them as its next task: what is queued behind
   * it afterwards sees no endpoint that is not in the snapshot. Not on event loops.
   */
  public synchronized void endpoints(Collection<Endpoints> all) {
    Map<ServicePort, List<Endpoint>> now = new HashMap<>();
    for (Endpoints each : all) {
      now.put(each.id(), each.endpoints());
    }
    known.values().removeIf(reference -> reference.get() == null);
    known.forEach(
        (id, reference) -> {
          List<Endpoint> before = places.getOrDefault(id.servicePort(), List.of());
          List<Endpoint> after = now.getOrDefault(id.servicePort(), List.of());
          Upstream upstream = reference.get();
          if (upstream != null && !before.equals(after)) {
            upstream.endpoints(after);
          }
        });
    places = now;
  }

  List<UpstreamLoop> loops() {
    return loops;
  }

  UpstreamMeters meters() {
    return meters;
  }

  /** The part of the event loop that this is called on. */
  UpstreamLoop here() {
    return here.get();
  }
}
