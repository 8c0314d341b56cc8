package dev.sluice.operator.push;

import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what. Every replica keeps this board, for every data plane acks to all of them.
 *
 * <p>What this replica publishes is numbered. A route's generation is in all snapshots from the
 * number at which it first appeared, so a pod serves it exactly when the revision that it acked has
 * that number or a later one. A revision that this replica never published has no number and proves
 * nothing: a board that errs does so on the side of "not yet".
 *
 * <p>Safe for all threads; nothing here blocks for long.
 */
public final class DataPlanes {
  /** Revisions whose number is known: minutes, even while pods come and go by the second. */
  private static final int REVISIONS = 4_096;

  /** Pods that have left, with what they acked: a cut-off pod still serves that. */
  private static final int ABSENT = 1_024;

  private final Map<Revision, Long> numbers = new LinkedHashMap<>();
  private final Map<RouteId, Since> since = new HashMap<>();
  private final Map<String, PodState> pods = new LinkedHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final PolicyNumbers policies = new PolicyNumbers();
  private long published;
  private long setbacks;

  private record Since(long createdMillis, long generation, long number) {}

  /**
   * One data plane as this replica sees it.
   *
   * @param active takes its configuration from this replica
   * @param acked what it serves; null: nothing yet
   * @param rejected entries of that snapshot that it could not build, with what it said
   * @param failure why it could not take a newer snapshot at all; null: it could
   */
  public record Pod(
      String name,
      boolean connected,
      boolean active,
      boolean ready,
      @Nullable Revision acked,
      Map<EntryKey, String> rejected,
      @Nullable String failure) {
    public Pod {
      rejected = Map.copyOf(rejected);
    }
  }

  /** Called after every change, on whatever thread brought it: mark dirty and return. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Who among these pods serves the route at this generation.
   *
   * @param createdMillis tells a route from one of the same name that was deleted before it
   */
  public synchronized Standing standing(
      RouteId route, long createdMillis, long generation, Collection<String> readyPods) {
    Since first = since.get(route);
    if (first == null
        || first.createdMillis() != createdMillis
        || first.generation() < generation) {
      return new Standing(Set.of(), Set.copyOf(readyPods), Map.of());
    }
    EntryKey key = EntryKey.route(route);
    return standing(readyPods, first.number(), pod -> pod.rejected.get(key));
  }

  /**
   * Who among these pods holds the requests of all these routes to the policy, as it is now.
   *
   * @param routes those whose entries hold it
   */
  public synchronized Standing enforcing(
      LimitPolicy policy, Collection<RouteId> routes, Collection<String> readyPods) {
    return standing(
        readyPods,
        policies.since(policy, routes),
        pod -> {
          @Nullable String refusal = null;
          for (RouteId route : pod.rejected.isEmpty() ? List.<RouteId>of() : routes) {
            refusal = refusal == null ? pod.rejected.get(EntryKey.route(route)) : refusal;
          }
          return refusal;
        });
  }

  /**
   * @param since the snapshot from which on all is in it that is asked for
   * @param refusal what a pod that has it said of what is asked for; null: it serves it
   */
  private Standing standing(
      Collection<String> readyPods, long since, Function<PodState, @Nullable String> refusal) {
    Set<String> acked = new HashSet<>();
    Set<String> waiting = new HashSet<>();
    Map<String, String> rejected = new HashMap<>();
    for (String name : readyPods) {
      @Nullable PodState pod = pods.get(name);
      if (pod == null) {
        waiting.add(name);
        continue;
      }
      boolean late = pod.number < since;
      @Nullable String words = late ? pod.failure : refusal.apply(pod);
      if (words != null) {
        rejected.put(name, words);
      } else {
        (late ? waiting : acked).add(name);
      }
    }
    return new Standing(acked, waiting, rejected);
  }

  /** Pods that are connected to this replica and say that they are ready. */
  public synchronized Set<String> connectedAndReady() {
    Set<String> ready = new TreeSet<>();
    pods.forEach(
        (name, pod) -> {
          if (pod.connected && pod.ready) {
            ready.add(name);
          }
        });
    return ready;
  }

  /**
   * Grows with whatever may make untrue that a pod serves a route which it has served: while this
   * number stays, and the pods that are asked about, a route that all of them serve is served.
   */
  public synchronized long setbacks() {
    return setbacks;
  }

  /** Whether all that are connected have acked what was published last; false: not yet. */
  public synchronized boolean current() {
    return pods.values().stream().allMatch(pod -> !pod.connected || pod.number == published);
  }

  /** All pods that are known, for people. */
  public synchronized List<Pod> pods() {
    List<Pod> all = new ArrayList<>();
    pods.forEach((name, pod) -> all.add(pod.as(name)));
    return all;
  }

  /** The next snapshot of this replica, by what it changed. */
  void published(Revision revision, Iterable<Route> put, Iterable<RouteId> removed) {
    synchronized (this) {
      long number = ++published;
      for (RouteId route : removed) {
        since.remove(route);
      }
      for (Route route : put) {
        Since before = since.get(route.id());
        if (before == null
            || before.createdMillis() != route.createdMillis()
            || before.generation() != route.generation()) {
          since.put(route.id(), new Since(route.createdMillis(), route.generation(), number));
        }
      }
      policies.published(number, put, removed);
      numbers.remove(revision);
      numbers.put(revision, number);
      if (numbers.size() > REVISIONS) {
        numbers.remove(numbers.keySet().iterator().next());
      }
      for (PodState pod : pods.values()) {
        if (revision.equals(pod.acked)) {
          pod.number = number;
        }
      }
    }
    changed();
  }

  /** A data plane is here, serving this. What was known of it before is no longer true. */
  void connected(
      String name, boolean ready, @Nullable Revision serving, Map<EntryKey, String> rejected) {
    synchronized (this) {
      PodState pod = new PodState();
      pod.connected = true;
      pod.ready = ready;
      PodState before = pods.remove(name);
      pods.put(name, pod);
      if (before != null) {
        pod.number = before.number;
        pod.rejected = before.rejected;
      }
      serve(pod, serving, rejected);
      forgetAbsent();
    }
    changed();
  }

  void disconnected(String name) {
    synchronized (this) {
      PodState pod = pods.remove(name);
      if (pod != null) {
        pod.connected = false;
        pod.active = false;
        pods.put(name, pod);
      }
    }
    changed();
  }

  void active(String name, boolean active) {
    synchronized (this) {
      PodState pod = pods.get(name);
      if (pod == null || pod.active == active) {
        return;
      }
      pod.active = active;
    }
    changed();
  }

  void ready(String name, boolean ready) {
    synchronized (this) {
      PodState pod = pods.get(name);
      if (pod == null || pod.ready == ready) {
        return;
      }
      pod.ready = ready;
    }
    changed();
  }

  void acked(String name, Revision revision, Map<EntryKey, String> rejected) {
    synchronized (this) {
      PodState pod = pods.get(name);
      if (pod == null) {
        return;
      }
      serve(pod, revision, rejected);
    }
    changed();
  }

  void failed(String name, String message) {
    synchronized (this) {
      PodState pod = pods.get(name);
      if (pod == null) {
        return;
      }
      pod.failure = message;
    }
    changed();
  }

  private void serve(PodState pod, @Nullable Revision revision, Map<EntryKey, String> rejected) {
    long number = revision == null ? 0 : numbers.getOrDefault(revision, 0L);
    if (number < pod.number || !rejected.equals(pod.rejected)) {
      setbacks++;
    }
    pod.acked = revision;
    pod.number = number;
    pod.rejected = Map.copyOf(rejected);
    pod.failure = null;
  }

  private void forgetAbsent() {
    int over = pods.size() - ABSENT;
    var each = pods.values().iterator();
    while (over > 0 && each.hasNext()) {
      if (!each.next().connected) {
        each.remove();
        setbacks++;
        over--;
      }
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }
}
