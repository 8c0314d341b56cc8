package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.RouteReport;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.Standing;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the status of every route should be. Every replica keeps one; the leader writes what
 * it says. A change costs what it concerns, not all routes that there are. Safe for all threads.
 */
public final class StatusBoard {
  private final DataPlanes dataPlanes;
  private final Supplier<Set<String>> readyPods;
  private final Predicate<ServicePort> served;
  private final Clock clock;
  private final PolicyBoard policies;
  private final Map<RouteId, Judgement> told = new ConcurrentHashMap<>();
  private final Map<RouteId, Doubt> doubts = new ConcurrentHashMap<>();
  private final Attention attention = new Attention();
  private volatile @Nullable Compilation compilation;

  /** Since when what was written and what is seen of Programmed differ. */
  private record Doubt(long generation, boolean programmed, Instant since) {}

  /**
   * @param readyPods the pods that are Ready by the data planes' Service
   * @param served whether a Service port has an endpoint
   */
  public StatusBoard(
      DataPlanes dataPlanes,
      Supplier<Set<String>> readyPods,
      Predicate<ServicePort> served,
      Clock clock) {
    this.dataPlanes = dataPlanes;
    this.readyPods = readyPods;
    this.served = served;
    this.clock = clock;
    this.policies = new PolicyBoard(dataPlanes, this::ready, clock);
  }

  /**
   * The latest compile result; give it after it was handed to the push server, and one at a time.
   */
  public void compiled(Compilation latest) {
    @Nullable Compilation before = compilation;
    // First: who takes a mark from below must find what it is about.
    compilation = latest;
    policies.compiled(latest);
    PersistentMap.difference(
        before == null ? PersistentMap.of() : before.reports(),
        latest.reports(),
        (route, was, is) -> {
          attention.compiled(route, was, is);
          if (is == null) {
            told.remove(route);
            doubts.remove(route);
          }
        });
  }

  /** A Service port has its first endpoint, or has lost its last. */
  public void turned(ServicePort port) {
    attention.turned(port);
  }

  /** Says everything anew: for a leader that has just begun. */
  void forget() {
    policies.forget();
    told.clear();
    doubts.clear();
    attention.forget();
  }

  /** Whether the next call of {@link #changed()} has to look at all routes. One thread. */
  boolean everyRoute() {
    return attention.everyRoute(ready(), dataPlanes.setbacks());
  }

  /** Routes of which something else is true than at the call before. One thread. */
  List<RouteId> changed() {
    if (compilation == null) {
      return List.of();
    }
    long setbacks = dataPlanes.setbacks();
    Set<String> ready = ready();
    boolean every = attention.everyRoute(ready, setbacks);
    Set<RouteId> marked = attention.take(ready, setbacks);
    Compilation latest = Objects.requireNonNull(compilation);
    List<RouteId> changed = new ArrayList<>();
    if (every) {
      latest.reports().forEach((route, report) -> look(latest, route, report, ready, changed));
    } else {
      for (RouteId route : marked) {
        @Nullable RouteReport report = latest.reports().get(route);
        if (report != null) {
          look(latest, route, report, ready, changed);
        }
      }
    }
    return changed;
  }

  private void look(
      Compilation latest,
      RouteId route,
      RouteReport report,
      Set<String> ready,
      List<RouteId> changed) {
    if (report.ours()) {
      Judgement now = judge(latest, route, report, ready);
      if (now.served() && !now.programmed().status()) {
        attention.again(route);
      }
      if (!now.equals(told.put(route, now))) {
        changed.add(route);
      }
    } else if (told.remove(route) != null) {
      // What was said of it is to be taken back.
      changed.add(route);
    }
  }

  /**
   * The status of one object; empty where there is nothing to say: it is not compiled yet, or
   * another fleet's.
   *
   * @param written what is written
   * @param traces whether this fleet wrote some of it
   */
  Optional<Desired<ApiRouteStatus>> desired(
      RouteId route, String uid, @Nullable ApiRouteStatus written, boolean traces) {
    @Nullable Compilation latest = compilation;
    @Nullable RouteReport report = latest == null ? null : latest.reports().get(route);
    if (latest == null || report == null || !report.uid().equals(uid)) {
      return Optional.empty();
    }
    if (!report.ours()) {
      return traces ? Optional.of(Desired.nothing()) : Optional.empty();
    }
    @Nullable WatchedRoute watched = latest.inputs().routes().get(route);
    List<String> fleets = watched == null ? List.of() : watched.fleets();
    String own = latest.inputs().fleet().fleet();
    Judgement judgement = judge(latest, route, report, ready());
    if (fleets.size() <= 1) {
      Held held = held(route, judgement, written);
      if (held.unsaid()) {
        return Optional.of(Desired.later(held.status(), held.recheck()));
      }
      return Optional.of(
          new Desired<>(
              held.status(),
              RouteWords.parts(written, own, true),
              written == null ? null : written.conditions(),
              held.status().conditions(),
              true,
              held.recheck()));
    }
    Held held = held(route, judgement, RouteWords.of(written, own));
    if (held.unsaid()) {
      return Optional.of(Desired.later(held.status(), held.recheck()));
    }
    return Optional.of(
        RouteWords.joint(fleets, own, held.status(), written, clock.instant(), held.recheck()));
  }

  /**
   * What to say, and when something that is held back should be looked at again.
   *
   * @param unsaid all of it is held back
   */
  private record Held(ApiRouteStatus status, boolean unsaid, @Nullable Duration recheck) {}

  private Held held(RouteId route, Judgement judgement, @Nullable ApiRouteStatus previous) {
    Instant now = clock.instant();
    boolean underWay = Statuses.underWay(judgement, previous);
    Duration patience = underWay ? Statuses.UNDER_WAY : Statuses.patience(judgement, previous);
    if (patience.isZero()) {
      doubts.remove(route);
      return new Held(Statuses.next(judgement, previous, now), false, null);
    }
    boolean programmed = judgement.programmed().status();
    Doubt doubt =
        doubts.compute(
            route,
            (r, before) ->
                before != null
                        && before.generation() == judgement.generation()
                        && before.programmed() == programmed
                    ? before
                    : new Doubt(judgement.generation(), programmed, now));
    Duration left = Duration.between(now, doubt.since().plus(patience));
    if (left.isNegative() || left.isZero()) {
      return new Held(Statuses.next(judgement, previous, now), false, null);
    }
    return underWay
        ? new Held(Statuses.next(judgement, previous, now), true, left)
        : new Held(Statuses.holding(judgement, previous, now), false, left);
  }

  private Judgement judge(
      Compilation latest, RouteId route, RouteReport report, Set<String> ready) {
    @Nullable WatchedRoute watched = latest.inputs().routes().get(route);
    Standing standing =
        dataPlanes.standing(
            route, watched == null ? 0 : watched.createdMillis(), report.generation(), ready);
    return Judgement.of(report, served, standing);
  }

  PolicyBoard policies() {
    return policies;
  }

  /** The pods that get requests, as far as is known. */
  public Set<String> ready() {
    Set<String> ready = new TreeSet<>(readyPods.get());
    ready.addAll(dataPlanes.connectedAndReady());
    return ready;
  }
}
