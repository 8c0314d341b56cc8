package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<ServicePort, Endpoints> endpoints = new HashMap<>();
  private PersistentMap<EntryKey, Entry> compiled = PersistentMap.of();
  private PersistentSet<ServicePort> referenced = PersistentSet.of();
  private PersistentMap<RouteId, Route> routes = PersistentMap.of();
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
   * A compile result. Costs in proportion to what is not shared with the one before.
   *
   * @param entries all routes and certificates; never endpoints
   * @param ports every Service port that a route refers to; the others' endpoints stay out
   */
  public synchronized void compiled(
      PersistentMap<EntryKey, Entry> entries, PersistentSet<ServicePort> ports) {
    List<EncodedEntry> put = new ArrayList<>();
    List<EntryKey> removed = new ArrayList<>();
    PersistentMap.difference(
        compiled,
        entries,
        (key, before, now) -> {
          if (now instanceof Endpoints || now instanceof Fleet) {
            throw new IllegalArgumentException("not compiled: " + key);
          }
          if (now == null) {
            removed.add(key);
          } else {
            put.add(EncodedEntry.of(now));
          }
          if (now instanceof Route route) {
            routes = routes.with(route.id(), route);
          } else if (before instanceof Route route) {
            routes = routes.without(route.id());
          }
        });
    PersistentSet.difference(
        referenced,
        ports,
        (port, added) -> {
          if (added) {
            put.add(EncodedEntry.of(present(port)));
          } else {
            removed.add(EntryKey.endpoints(port));
          }
        });
    compiled = entries;
    referenced = ports;
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
