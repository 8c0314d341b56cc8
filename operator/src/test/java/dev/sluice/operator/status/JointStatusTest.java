package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.crds.v1alpha1.FleetStatus;
import dev.sluice.operator.compile.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JointStatusTest {
  private static final List<String> FLEETS = List.of("north", "south");

  @Test
  void it_holds_when_all_fleets_say_so() {
    JointStatus joint =
        joint(said("north", "True", "Programmed"), said("south", "True", "Programmed"));
    assertThat(joint.condition("Programmed", 7, true))
        .isEqualTo(new Condition(true, "Programmed", "fleet north: words; fleet south: words"));
    assertThat(joint.dataPlanes()).isEqualTo("4/6");
  }

  @Test
  void one_fleet_that_says_no_is_enough_and_is_named() {
    assertThat(
            joint(said("north", "True", "Programmed"), said("south", "False", "Rejected"))
                .condition("Programmed", 7, true))
        .isEqualTo(new Condition(false, "Rejected", "fleet south: words"));
  }

  @Test
  void a_fleet_that_speaks_of_another_generation_has_not_spoken() {
    JointStatus joint =
        joint(said("north", "True", "Programmed"), said("south", "True", "Programmed"));
    assertThat(joint.condition("Programmed", 8, true).message())
        .isEqualTo(
            "fleet north has said nothing of generation 8;"
                + " fleet south has said nothing of generation 8");
    assertThat(joint(said("north", "True", "Accepted")).condition("Accepted", 7, false))
        .isEqualTo(new Condition(true, "Accepted", "fleet north: words"));
  }

  @Test
  void a_warning_of_one_fleet_is_not_lost() {
    assertThat(
            joint(said("north", "True", "ResolvedRefs"), said("south", "True", "NoReadyEndpoints"))
                .condition("ResolvedRefs", 7, false)
                .reason())
        .isEqualTo("NoReadyEndpoints");
  }

  @Test
  void a_policy_that_one_admin_wrote_is_no_concern_of_the_fleets_of_another() {
    JointStatus joint =
        joint(said("north", "False", "NotAllowed"), said("south", "True", "Accepted"));
    assertThat(joint.concerned(7).condition("Accepted", 7, false).status()).isTrue();
    assertThat(joint.concerned(8)).as("it has not spoken of that one").isEqualTo(joint);
    assertThat(
            joint(said("north", "False", "NotAllowed"), said("south", "False", "NotAllowed"))
                .concerned(7)
                .condition("Accepted", 7, false))
        .isEqualTo(new Condition(false, "NotAllowed", "fleet north: words; fleet south: words"));
  }

  @Test
  void a_route_that_one_fleet_refuses_is_not_accepted() {
    assertThat(
            joint(said("north", "False", "NotAllowed"), said("south", "True", "Accepted"))
                .condition("Accepted", 7, false))
        .isEqualTo(new Condition(false, "NotAllowed", "fleet north: words"));
  }

  private static JointStatus joint(FleetStatus... said) {
    return new JointStatus(FLEETS, List.of(said));
  }

  /** Its one condition is Accepted where that is the reason, or says that it is not. */
  private static FleetStatus said(String fleet, String status, String reason) {
    String type =
        switch (reason) {
          case "Accepted", "NotAllowed" -> "Accepted";
          case "ResolvedRefs", "NoReadyEndpoints" -> "ResolvedRefs";
          default -> "Programmed";
        };
    return new FleetStatus(
        fleet,
        7L,
        List.of(new ConditionStatus(type, status, 7L, "2026-11-24T12:00:00Z", reason, "words")),
        "2/3");
  }
}
