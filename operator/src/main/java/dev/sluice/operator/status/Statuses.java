package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.operator.compile.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From what is true to what is written. Pure. */
final class Statuses {
  static final String ACCEPTED = "Accepted";
  static final String RESOLVED_REFS = "ResolvedRefs";
  static final String PROGRAMMED = "Programmed";
  static final String ENFORCED = "Enforced";
  static final String TRUE = "True";
  private static final String FALSE = "False";

  /** Data planes redial within this time when a replica is new; then its board is complete. */
  static final Duration DOUBT = Duration.ofSeconds(20);

  /** A fleet that scales by ten in a minute should not cost every route ten writes. */
  static final Duration COUNTING = Duration.ofSeconds(5);

  /**
   * Data planes have acked by then, or something is the matter: to write before that they have not
   * yet would take cores from the push, and be untrue when it is read.
   */
  static final Duration UNDER_WAY = Duration.ofMillis(200);

  private Statuses() {}

  /** The status to write; where nothing is new it is equal to the one before, times and all. */
  static ApiRouteStatus next(Judgement judgement, @Nullable ApiRouteStatus previous, Instant now) {
    return new ApiRouteStatus(
        judgement.generation(),
        List.of(
            condition(ACCEPTED, judgement.accepted(), judgement.generation(), previous, now),
            condition(
                RESOLVED_REFS, judgement.resolvedRefs(), judgement.generation(), previous, now),
            condition(PROGRAMMED, judgement.programmed(), judgement.generation(), previous, now)),
        judgement.rules(),
        judgement.hostnames(),
        judgement.dataPlanes(),
        List.of());
  }

  /** The same, with what was said of Programmed before, while {@link #patience} lasts. */
  static ApiRouteStatus holding(
      Judgement judgement, @Nullable ApiRouteStatus previous, Instant now) {
    ApiRouteStatus next = next(judgement, previous, now);
    @Nullable ConditionStatus before = find(previous, PROGRAMMED);
    if (previous == null || before == null) {
      return next;
    }
    return new ApiRouteStatus(
        next.observedGeneration(),
        List.of(next.conditions().get(0), next.conditions().get(1), before),
        next.rules(),
        next.hostnames(),
        previous.dataPlanes(),
        List.of());
  }

  /**
   * How long to believe what was said of Programmed before. A generation that was Programmed stays
   * so, whoever leads: no data plane goes back behind what it acked. A leader that cannot see that
   * is more likely to be new than right, and waits for its board to fill. What a data plane itself
   * says is never held back, nor is anything about a new generation.
   */
  static Duration patience(Judgement judgement, @Nullable ApiRouteStatus previous) {
    @Nullable ConditionStatus before = find(previous, PROGRAMMED);
    if (before == null
        || !before.status().equals(TRUE)
        || !Objects.equals(before.observedGeneration(), judgement.generation())
        || judgement.rejected()
        || before.message().equals(judgement.programmed().message())) {
      return Duration.ZERO;
    }
    if (judgement.programmed().status()) {
      return COUNTING;
    }
    // A route that lost its hostname, say, is out of the snapshot for certain.
    return judgement.served() ? DOUBT : Duration.ZERO;
  }

  /** Whether all that is to be said of a generation so far is that its snapshot is under way. */
  static boolean underWay(Judgement judgement, @Nullable ApiRouteStatus previous) {
    @Nullable ConditionStatus before = find(previous, PROGRAMMED);
    return judgement.waiting()
        && (before == null || !Objects.equals(before.observedGeneration(), judgement.generation()));
  }

  private static ConditionStatus condition(
      String type,
      Condition said,
      long generation,
      @Nullable ApiRouteStatus previous,
      Instant now) {
    return condition(type, said, generation, previous == null ? null : previous.conditions(), now);
  }

  /** A condition; it keeps its time while its status stays. */
  static ConditionStatus condition(
      String type,
      Condition said,
      long generation,
      @Nullable List<ConditionStatus> previous,
      Instant now) {
    String status = said.status() ? TRUE : FALSE;
    @Nullable ConditionStatus before = find(previous, type);
    return new ConditionStatus(
        type,
        status,
        generation,
        before != null && before.status().equals(status)
            ? before.lastTransitionTime()
            : now.truncatedTo(ChronoUnit.SECONDS).toString(),
        said.reason(),
        brief(said.message()));
  }

  /** The schema allows 32,768; nobody reads as much. */
  private static String brief(String message) {
    return message.length() <= 4_096 ? message : message.substring(0, 4_095) + "…";
  }

  static @Nullable ConditionStatus find(@Nullable ApiRouteStatus status, String type) {
    return find(status == null ? null : status.conditions(), type);
  }

  static @Nullable ConditionStatus find(@Nullable List<ConditionStatus> conditions, String type) {
    return conditions == null
        ? null
        : conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }
}
