package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All upstreams, known by their identity and so the same over every snapshot. An upstream lives as
 * long as a rule forwards to it.
 */
public final class Upstreams {
  private final Vertx vertx;
  private final List<UpstreamLoop> loops = new ArrayList<>();
  private final FastThreadLocal<UpstreamLoop> here = new FastThreadLocal<>();
  private final Map<ServicePort, PortUpstreams> ports = new HashMap<>();
  private final ReferenceQueue<Upstream> collected = new ReferenceQueue<>();

  /** What the latest snapshot no longer names, and the table before may still lead to. */
  private final Set<ServicePort> unnamed = new HashSet<>();

  private final TlsMaterials materials = new TlsMaterials();
  private volatile List<String> affinityKeys = List.of();
  private volatile String zone = "";
  private final AtomicBoolean told = new AtomicBoolean();

  /** Before anything listens: a request must find its loop's part ready. */
  public Upstreams(Vertx vertx, PrometheusRegistry registry) {
    this.vertx = vertx;
    VertxInternal internal = (VertxInternal) vertx;
    for (EventExecutor executor : internal.nettyEventLoopGroup()) {
      UpstreamLoop loop = new UpstreamLoop(internal, (EventLoop) executor, loops.size());
      loops.add(loop);
      executor.execute(() -> here.set(loop));
      loop.start();
    }
    registry.register(new UpstreamMeters(this::alive));
  }

  /** The upstream of that identity, with the endpoints that it has now. Not on event loops. */
  public synchronized Upstream upstream(UpstreamId id) {
    PortUpstreams of = port(id.servicePort());
    @Nullable Upstream found = of.find(id);
    if (found == null) {
      found = new Upstream(this, id, of.tally(), of.endpoints(), materials.secure(id.tls(), null));
      of.add(new PortUpstreams.Known(found, collected));
    }
    return found;
  }

  /**
   * Whether event loops were given tasks since this was asked last: until they are through with
   * them they know other endpoints than the latest. Any thread.
   */
  public boolean told() {
    return told.getAndSet(false);
  }

  /** A task for each event loop is about to be given to it. */
  void tell() {
    told.set(true);
  }

  private PortUpstreams port(ServicePort port) {
    return ports.computeIfAbsent(port, PortUpstreams::new);
  }

  private void forgetIfEmpty(ServicePort port, PortUpstreams of) {
    if (of.empty()) {
      ports.remove(port);
    }
  }

  /**
   * The certificates among a snapshot's entries: new connections are made with them, and those of
   * before get no new request. Not on event loops.
   *
   * @return what cannot be used, and why
   */
  public synchronized Map<EntryKey, String> materials(Collection<Entry> entries) {
    Map<EntryKey, String> problems = materials.add(entries);
    secure();
    return problems;
  }

  private void secure() {
    for (Upstream upstream : alive()) {
      if (upstream.id().tls() != null) {
        upstream.secure(materials.secure(upstream.id().tls(), upstream.tls()));
      }
    }
  }

  /** What endpoints are called by in cookies; none: clients are not told. Not on event loops. */
  public synchronized void affinityKeys(List<String> now) {
    if (now.equals(affinityKeys)) {
      return;
    }
    affinityKeys = List.copyOf(now);
    alive().forEach(Upstream::renew);
  }

  /** Where this data plane is; empty: nobody says. Not on event loops. */
  public synchronized void zone(String now) {
    if (now.equals(zone)) {
      return;
    }
    zone = now;
    alive().forEach(Upstream::renew);
  }

  String zone() {
    return zone;
  }

  List<byte[]> affinityKeys() {
    return affinityKeys.stream().map(Base64.getDecoder()::decode).toList();
  }

  /** Drops what is left of upstreams that nothing holds any more; costs nothing where none is. */
  public synchronized void tidy() {
    while (collected.poll() instanceof PortUpstreams.Known gone) {
      PortUpstreams of = ports.get(gone.port());
      if (of != null) {
        of.drop(gone);
        forgetIfEmpty(gone.port(), of);
      }
    }
  }

  /**
   * All endpoints of a snapshot, where nothing is known of what there was: as {@link
   * #endpoints(Collection, Collection)}.
   */
  public synchronized void endpoints(Collection<Endpoints> all) {
    Set<ServicePort> gone = new HashSet<>();
    ports.forEach(
        (port, of) -> {
          if (of.named()) {
            gone.add(port);
          }
        });
    all.forEach(each -> gone.remove(each.id()));
    endpoints(all, gone);
  }

  /**
   * Endpoints that are others than in the snapshot before. Each event loop takes them as its next
   * task: what is queued behind it afterwards sees no endpoint that is not in the snapshot, but for
   * those of Service ports that the snapshot no longer names: rules of the table before still
   * forward to them, until {@link #settle()}. Costs in proportion to what is another. Not on event
   * loops.
   *
   * @param gone ports that the snapshot before named and this one does not
   */
  public synchronized void endpoints(Collection<Endpoints> put, Collection<ServicePort> gone) {
    unnamed.addAll(gone);
    for (Endpoints each : put) {
      unnamed.remove(each.id());
      port(each.id()).place(each);
    }
  }

  /**
   * No new request goes any more to what the latest snapshot does not name. Call it when every
   * event loop has left the table before.
   *
   * @return whether there was something to drop; then each event loop has one more task to do
   */
  public synchronized boolean settle() {
    if (materials.settle()) {
      secure();
    }
    if (unnamed.isEmpty()) {
      return false;
    }
    for (ServicePort port : unnamed) {
      PortUpstreams of = port(port);
      of.leave();
      forgetIfEmpty(port, of);
    }
    unnamed.clear();
    return true;
  }

  /** What is known of all of them, by name. Asks the event loops and waits: not on one of them. */
  public List<UpstreamState> states() {
    return alive().stream()
        .map(Upstream::state)
        .sorted(Comparator.comparing(UpstreamState::service).thenComparing(UpstreamState::protocol))
        .toList();
  }

  /** Those of a port in the order in which they were made. */
  private synchronized List<Upstream> alive() {
    List<Upstream> alive = new ArrayList<>(ports.size());
    ports.values().forEach(of -> of.each(alive::add));
    return alive;
  }

  List<UpstreamLoop> loops() {
    return loops;
  }

  Vertx vertx() {
    return vertx;
  }

  /** The part of the event loop that this is called on. */
  UpstreamLoop here() {
    return here.get();
  }
}
