package dev.sluice.dataplane.upstream;

import static java.util.stream.Collectors.toSet;

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
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All upstreams, known by their identity and so the same over every snapshot. An upstream lives as
 * long as a rule forwards to it.
 */
public final class Upstreams {
  private final Vertx vertx;
  private final List<UpstreamLoop> loops = new ArrayList<>();
  private final FastThreadLocal<UpstreamLoop> here = new FastThreadLocal<>();

  /** In the order in which they were made. */
  private final Map<UpstreamId, WeakReference<Upstream>> known = new LinkedHashMap<>();

  private final Map<ServicePort, Tally> tallies = new HashMap<>();
  private final ReferenceQueue<Upstream> collected = new ReferenceQueue<>();
  private final Map<ServicePort, Endpoints> places = new HashMap<>();
  private final Set<ServicePort> unnamed = new HashSet<>();
  private final TlsMaterials materials = new TlsMaterials();
  private volatile List<String> affinityKeys = List.of();
  private volatile String zone = "";

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
    WeakReference<Upstream> reference = known.get(id);
    @Nullable Upstream found = reference == null ? null : reference.get();
    if (found == null) {
      ServicePort port = id.servicePort();
      Tally tally = tallies.computeIfAbsent(port, p -> new Tally());
      found = new Upstream(this, id, tally, placed(port), materials.secure(id.tls(), null));
      known.remove(id);
      known.put(id, new WeakReference<>(found, collected));
    }
    return found;
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
    for (WeakReference<Upstream> reference : known.values()) {
      @Nullable Upstream upstream = reference.get();
      if (upstream != null && upstream.id().tls() != null) {
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

  private Endpoints placed(ServicePort port) {
    return places.getOrDefault(port, new Endpoints(port, List.of()));
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
    boolean any = false;
    while (collected.poll() != null) {
      any = true;
    }
    if (any) {
      known.values().removeIf(reference -> reference.get() == null);
      tallies
          .keySet()
          .retainAll(known.keySet().stream().map(UpstreamId::servicePort).collect(toSet()));
    }
  }

  /**
   * All endpoints of a snapshot. Each event loop takes them as its next task: what is queued behind
   * it afterwards sees no endpoint that is not in the snapshot, but for those of Service ports that
   * the snapshot no longer names: rules of the table before still forward to them, until {@link
   * #settle()}. Not on event loops.
   */
  public synchronized void endpoints(Collection<Endpoints> all) {
    Map<ServicePort, Endpoints> now = new HashMap<>();
    for (Endpoints each : all) {
      now.put(each.id(), each);
    }
    known.forEach(
        (id, reference) -> {
          Endpoints after = now.get(id.servicePort());
          Upstream upstream = reference.get();
          if (upstream != null
              && after != null
              && (upstream.left() || !after.equals(placed(id.servicePort())))) {
            upstream.endpoints(after);
          }
        });
    unnamed.addAll(places.keySet());
    unnamed.removeAll(now.keySet());
    places.putAll(now);
  }

  /**
   * No new request goes any more to what the latest snapshot does not name. Call it when every
   * event loop has left the table before.
   *
   * @return whether there was something to drop; then each event loop has one more task to do
   */
  public synchronized boolean settle() {
    materials.settle();
    secure();
    if (unnamed.isEmpty()) {
      return false;
    }
    known.forEach(
        (id, reference) -> {
          Upstream upstream = reference.get();
          if (upstream != null && unnamed.contains(id.servicePort())) {
            upstream.leave();
          }
        });
    places.keySet().removeAll(unnamed);
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

  /** In the order in which they were made. */
  private synchronized List<Upstream> alive() {
    return known.values().stream().map(WeakReference::get).filter(Objects::nonNull).toList();
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
