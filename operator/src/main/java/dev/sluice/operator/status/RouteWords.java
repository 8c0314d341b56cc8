package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.crds.v1alpha1.FleetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One fleet's part in the status of a route that several serve. */
final class RouteWords {
  private RouteWords() {}

  /** What the fleet said of its own before, as the status of a route that it serves alone. */
  static @Nullable ApiRouteStatus of(@Nullable ApiRouteStatus written, String fleet) {
    @Nullable FleetStatus own = written == null ? null : JointStatus.find(written.fleets(), fleet);
    return own == null
        ? null
        : new ApiRouteStatus(
            own.observedGeneration(), own.conditions(), null, null, own.dataPlanes(), List.of());
  }

  /** Of what is written, what the fleet may write. */
  static @Nullable ApiRouteStatus parts(
      @Nullable ApiRouteStatus written, String fleet, boolean sum) {
    if (written == null) {
      return null;
    }
    @Nullable FleetStatus own = JointStatus.find(written.fleets(), fleet);
    List<FleetStatus> fleets = own == null ? List.of() : List.of(own);
    return sum
        ? new ApiRouteStatus(
            written.observedGeneration(),
            written.conditions(),
            written.rules(),
            written.hostnames(),
            written.dataPlanes(),
            fleets)
        : new ApiRouteStatus(null, List.of(), null, null, null, fleets);
  }

  /**
   * Its words, and where it is the first of the fleets, what all of them come to.
   *
   * @param alone what it would say if it were the only one
   */
  static Desired<ApiRouteStatus> joint(
      List<String> fleets,
      String fleet,
      ApiRouteStatus alone,
      @Nullable ApiRouteStatus written,
      Instant now,
      @Nullable Duration recheck) {
    FleetStatus own =
        new FleetStatus(fleet, alone.observedGeneration(), alone.conditions(), alone.dataPlanes());
    boolean sum = fleets.get(0).equals(fleet);
    if (!sum) {
      @Nullable ApiRouteStatus before = of(written, fleet);
      return new Desired<>(
          new ApiRouteStatus(null, List.of(), null, null, null, List.of(own)),
          parts(written, fleet, false),
          before == null ? null : before.conditions(),
          own.conditions(),
          true,
          recheck);
    }
    JointStatus joint = JointStatus.of(fleets, own, written == null ? null : written.fleets());
    long generation = Objects.requireNonNullElse(alone.observedGeneration(), 0L);
    @Nullable List<ConditionStatus> before = written == null ? null : written.conditions();
    List<ConditionStatus> conditions =
        List.of(
            Statuses.condition(
                Statuses.ACCEPTED,
                joint.condition(Statuses.ACCEPTED, generation, false),
                generation,
                before,
                now),
            Statuses.condition(
                Statuses.RESOLVED_REFS,
                joint.condition(Statuses.RESOLVED_REFS, generation, false),
                generation,
                before,
                now),
            Statuses.condition(
                Statuses.PROGRAMMED,
                joint.condition(Statuses.PROGRAMMED, generation, true),
                generation,
                before,
                now));
    return new Desired<>(
        new ApiRouteStatus(
            generation,
            conditions,
            alone.rules(),
            alone.hostnames(),
            joint.dataPlanes(),
            List.of(own)),
        parts(written, fleet, true),
        before,
        conditions,
        true,
        recheck);
  }
}
