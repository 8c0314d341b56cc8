package dev.sluice.operator.watch;

import dev.sluice.operator.endpoints.ServiceEndpoints;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fast path: a change of a slice computes the endpoints of one Service and hands them on, on a
 * thread of its own, whatever is being compiled meanwhile. Changes that come while it is busy are
 * taken together.
 */
final class EndpointsPath {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointsPath.class);

  private final Executor executor;
  private final Function<ServiceName, @Nullable WatchedService> services;
  private final Consumer<Collection<Endpoints>> successor;
  private final Map<ServiceName, Map<String, WatchedSlice>> slices = new HashMap<>();
  private final Set<ServiceName> pending = new LinkedHashSet<>();
  private boolean open;

  /** What was handed on for each Service; confined to the executor's thread. */
  private final Map<ServiceName, Set<ServicePort>> handedOn = new HashMap<>();

  /**
   * @param executor of one thread
   */
  EndpointsPath(
      Executor executor,
      Function<ServiceName, @Nullable WatchedService> services,
      Consumer<Collection<Endpoints>> successor) {
    this.executor = executor;
    this.services = services;
    this.successor = successor;
  }

  /** From now on changes are handed on; before, a half-read list would look like lost endpoints. */
  synchronized void open() {
    open = true;
    executor.execute(this::handOn);
  }

  synchronized void service(@Nullable WatchedService before, @Nullable WatchedService now) {
    WatchedService either = now == null ? before : now;
    if (either != null) {
      mark(either.name());
    }
  }

  synchronized void slice(@Nullable WatchedSlice before, @Nullable WatchedSlice now) {
    if (before != null && before.service() != null) {
      Map<String, WatchedSlice> of = slices.get(before.service());
      if (of != null) {
        of.remove(before.name());
        if (of.isEmpty()) {
          slices.remove(before.service());
        }
      }
    }
    if (now != null && now.service() != null) {
      slices.computeIfAbsent(now.service(), s -> new HashMap<>()).put(now.name(), now);
      mark(now.service());
    }
    if (before != null
        && before.service() != null
        && (now == null || !before.service().equals(now.service()))) {
      mark(before.service());
    }
  }

  private void mark(ServiceName service) {
    boolean first = pending.isEmpty();
    pending.add(service);
    if (open && first) {
      executor.execute(this::handOn);
    }
  }

  private void handOn() {
    Map<ServiceName, List<WatchedSlice>> changed = new HashMap<>();
    synchronized (this) {
      for (ServiceName name : pending) {
        changed.put(name, List.copyOf(slices.getOrDefault(name, Map.of()).values()));
      }
      pending.clear();
    }
    List<Endpoints> all = new ArrayList<>();
    changed.forEach((name, of) -> all.addAll(endpoints(name, of)));
    if (all.isEmpty()) {
      return;
    }
    try {
      successor.accept(all);
    } catch (RuntimeException e) {
      LOG.error("endpoints of {} were not handed on", changed.keySet(), e);
    }
  }

  private List<Endpoints> endpoints(ServiceName name, List<WatchedSlice> of) {
    @Nullable WatchedService service = services.apply(name);
    List<Endpoints> now =
        new ArrayList<>(service == null ? List.of() : ServiceEndpoints.of(service, of));
    Set<ServicePort> ports = new HashSet<>();
    now.forEach(e -> ports.add(e.id()));
    @Nullable Set<ServicePort> before =
        ports.isEmpty() ? handedOn.remove(name) : handedOn.put(name, ports);
    if (before != null) {
      before.stream()
          .filter(p -> !ports.contains(p))
          .forEach(p -> now.add(new Endpoints(p, List.of())));
    }
    return now;
  }
}
