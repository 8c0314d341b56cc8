package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins what is compiled with the endpoints of just now. Endpoints come in by their own way alone,
 * so that a compile result, however late, can never bring a removed one back.
 *
 * <p>Nothing goes out before the first compile result: an empty snapshot would stop traffic. Safe
 * for all threads; the successor is called in order, by one thread at a time.
 */
public final class Assembler {
  private final Consumer<Publication> successor;
  private final Map<EntryKey, Entry> compiled = new HashMap<>();
  private final Map<ServicePort, Endpoints> endpoints = new HashMap<>();
  private Set<ServicePort> referenced = Set.of();
  private Map<RouteId, Route> routes = Map.of();
  private EncodedSnapshot snapshot = EncodedSnapshot.EMPTY;
  private @Nullable Fleet fleet;
  private boolean complete;

  /**
   * @param successor takes every next snapshot; must return at once
   */
  public Assembler(Consumer<Publication> successor) {
    this.successor = successor;
  }

  /**
   * A compile result. Entries that are the same objects as before cost nothing.
   *
   * @param entries all routes and certificates; never endpoints
   * @param ports every Service port that a route refers to; the others' endpoints stay out
   */
  public synchronized void compiled(Collection<? extends Entry> entries, Set<ServicePort> ports) {
    List<EncodedEntry> put = new ArrayList<>();
    List<EntryKey> removed = new ArrayList<>();
    Set<EntryKey> left = new HashSet<>(compiled.keySet());
    Map<RouteId, Route> nextRoutes = new HashMap<>();
    for (Entry entry : entries) {
      if (entry instanceof Endpoints || entry instanceof Fleet) {
        throw new IllegalArgumentException("not compiled: " + entry.key());
      }
      if (entry instanceof Route route) {
        nextRoutes.put(route.id(), route);
      }
      left.remove(entry.key());
      Entry before = compiled.put(entry.key(), entry);
      if (before != entry && !entry.equals(before)) {
        put.add(EncodedEntry.of(entry));
      }
    }
    compiled.keySet().removeAll(left);
    removed.addAll(left);
    for (ServicePort port : ports) {
      if (!referenced.contains(port)) {
        put.add(EncodedEntry.of(present(port)));
      }
    }
    for (ServicePort port : referenced) {
      if (!ports.contains(port)) {
        removed.add(EntryKey.endpoints(port));
      }
    }
    referenced = Set.copyOf(ports);
    routes = Map.copyOf(nextRoutes);
    complete = true;
    advance(put, removed);
  }

  /** How many share what one data plane enforces by itself, from now on. */
  public synchronized void fleet(Fleet now) {
    if (!now.equals(fleet)) {
      fleet = now;
      advance(List.of(EncodedEntry.of(now)), List.of());
    }
  }

  /** Where a Service port is served from now on; at once, if anyone refers to it. */
  public void endpoints(Endpoints now) {
    endpoints(List.of(now));
  }

  /** Several at once: one snapshot for all of them. */
  public synchronized void endpoints(Collection<Endpoints> several) {
    List<EncodedEntry> put = new ArrayList<>();
    for (Endpoints now : several) {
      Endpoints before =
          now.endpoints().isEmpty() ? endpoints.remove(now.id()) : endpoints.put(now.id(), now);
      boolean same = before == null ? now.endpoints().isEmpty() : now.equals(before);
      if (referenced.contains(now.id()) && !same) {
        put.add(EncodedEntry.of(now));
      }
    }
    if (!put.isEmpty()) {
      advance(put, List.of());
    }
  }

  /** A port that is referred to and served nowhere has an entry: its requests are answered 503. */
  private Endpoints present(ServicePort port) {
    return endpoints.getOrDefault(port, new Endpoints(port, List.of()));
  }

  private void advance(List<EncodedEntry> put, List<EntryKey> removed) {
    snapshot = snapshot.with(put, removed);
    if (complete) {
      successor.accept(new Publication(snapshot, routes));
    }
  }
}
