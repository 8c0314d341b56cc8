package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.operator.compile.Condition;
import dev.sluice.operator.compile.RouteReport;
import dev.sluice.operator.push.Standing;
import dev.sluice.snapshot.id.ServicePort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusesTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123Z");
  private static final ServicePort SHOP = new ServicePort("web", "shop", 80);
  private static final Condition ACCEPTED = new Condition(true, "Accepted", "3 rules");
  private static final Condition CONFLICT =
      new Condition(false, "HostnameConflict", "web/old has it");
  private static final Condition RESOLVED = new Condition(true, "ResolvedRefs", "");

  static List<Arguments> programmed() {
    return List.of(
        row(
            standing(Set.of("a", "b"), Set.of(), Map.of()),
            "True Programmed 2 of 2 data planes serve generation 7",
            "2/2"),
        row(
            standing(Set.of("a"), Set.of(), Map.of()),
            "True Programmed 1 of 1 data plane serves generation 7",
            "1/1"),
        row(
            standing(Set.of(), Set.of(), Map.of()),
            "False NoDataPlane no data plane is ready",
            "0/0"),
        row(
            standing(Set.of("a"), Set.of("c", "b"), Map.of()),
            "False Pending 1 of 3 serve generation 7; waiting for b, c",
            "1/3"),
        row(
            standing(Set.of(), Set.of("e", "d", "c", "b", "a"), Map.of()),
            "False Pending 0 of 5 serve generation 7; waiting for a, b, c and 2 more",
            "0/5"),
        row(
            standing(Set.of("a"), Set.of("b"), Map.of("c", "no such filter")),
            "False Rejected 1 of 3 serve generation 7; c: no such filter",
            "1/3"));
  }

  @ParameterizedTest
  @MethodSource("programmed")
  void programmed_says_who_serves_it(Standing standing, String said, String dataPlanes) {
    Judgement judgement = Judgement.of(report(7, true, ACCEPTED), port -> true, standing);
    Condition programmed = judgement.programmed();

    assertThat(
            (programmed.status() ? "True " : "False ")
                + programmed.reason()
                + " "
                + programmed.message())
        .isEqualTo(said);
    assertThat(judgement.dataPlanes()).isEqualTo(dataPlanes);
  }

  @Test
  void a_route_that_is_in_no_snapshot_is_never_programmed() {
    Judgement judgement =
        Judgement.of(
            report(7, false, CONFLICT), port -> true, standing(Set.of("a"), Set.of(), Map.of()));

    assertThat(judgement.programmed().status()).isFalse();
    assertThat(judgement.programmed().reason()).isEqualTo("NotAccepted");
    assertThat(judgement.dataPlanes()).isEqualTo("0/1");
  }

  @Test
  void a_backend_that_nobody_serves_is_a_warning() {
    Judgement judgement = Judgement.of(report(7, true, ACCEPTED), port -> false, all("a"));

    assertThat(judgement.resolvedRefs().status()).isTrue();
    assertThat(judgement.resolvedRefs().reason()).isEqualTo("NoReadyEndpoints");
  }

  @Test
  void every_condition_speaks_of_the_generation_that_was_compiled() {
    ApiRouteStatus status = Statuses.next(judgement(7, all("a")), null, NOON);

    assertThat(status.observedGeneration()).isEqualTo(7);
    assertThat(status.conditions())
        .extracting(ConditionStatus::type)
        .containsExactly("Accepted", "ResolvedRefs", "Programmed");
    assertThat(status.conditions()).allMatch(c -> c.observedGeneration() == 7);
    assertThat(status.conditions())
        .allMatch(c -> c.lastTransitionTime().equals("2026-11-24T12:00:00Z"));
  }

  @Test
  void nothing_new_is_the_same_status_at_any_time() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);

    assertThat(Statuses.next(judgement(7, all("a")), before, NOON.plusSeconds(600)))
        .isEqualTo(before);
  }

  @Test
  void the_time_of_a_condition_moves_only_when_its_status_turns() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Standing waiting = standing(Set.of(), Set.of("a"), Map.of());
    ApiRouteStatus after = Statuses.next(judgement(8, waiting), before, NOON.plusSeconds(60));

    assertThat(Statuses.find(after, "Accepted").lastTransitionTime())
        .isEqualTo("2026-11-24T12:00:00Z");
    assertThat(Statuses.find(after, "Programmed").lastTransitionTime())
        .isEqualTo("2026-11-24T12:01:00Z");
  }

  @Test
  void a_new_generation_is_never_held_back() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Standing waiting = standing(Set.of(), Set.of("a"), Map.of());

    assertThat(Statuses.patience(judgement(8, waiting), before)).isEqualTo(Duration.ZERO);
    assertThat(Statuses.patience(judgement(8, all("a")), before)).isEqualTo(Duration.ZERO);
  }

  @Test
  void what_was_programmed_is_not_taken_back_at_once_by_a_leader_that_sees_no_acks_yet() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Judgement unseen = judgement(7, standing(Set.of(), Set.of("a"), Map.of()));

    assertThat(Statuses.patience(unseen, before)).isEqualTo(Statuses.DOUBT);
    assertThat(Statuses.holding(unseen, before, NOON.plusSeconds(1))).isEqualTo(before);
  }

  @Test
  void a_rejection_is_said_at_once() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Judgement rejected = judgement(7, standing(Set.of(), Set.of(), Map.of("a", "no")));

    assertThat(Statuses.patience(rejected, before)).isEqualTo(Duration.ZERO);
  }

  @Test
  void a_route_that_lost_its_hostname_is_said_at_once() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Judgement lost = Judgement.of(report(7, false, CONFLICT), port -> true, all("a"));

    assertThat(Statuses.patience(lost, before)).isEqualTo(Duration.ZERO);
  }

  @Test
  void a_fleet_that_grows_rewrites_counts_only_when_it_has_come_to_rest() {
    ApiRouteStatus before = Statuses.next(judgement(7, all("a")), null, NOON);
    Judgement grown = judgement(7, all("a", "b"));

    assertThat(Statuses.patience(grown, before)).isEqualTo(Statuses.COUNTING);
    assertThat(Statuses.holding(grown, before, NOON)).isEqualTo(before);
  }

  @Test
  void transitions_are_news_and_being_under_way_is_not() {
    ApiRouteStatus pending =
        Statuses.next(judgement(7, standing(Set.of(), Set.of("a"), Map.of())), null, NOON);
    ApiRouteStatus programmed = Statuses.next(judgement(7, all("a")), pending, NOON);
    ApiRouteStatus next = Statuses.next(judgement(8, all("a")), programmed, NOON);
    ApiRouteStatus lost =
        Statuses.next(Judgement.of(report(8, false, CONFLICT), port -> true, all("a")), next, NOON);

    assertThat(Notice.between(null, pending.conditions()))
        .extracting(Notice::reason)
        .containsExactly("Accepted");
    assertThat(Notice.between(pending.conditions(), programmed.conditions()))
        .extracting(Notice::reason)
        .containsExactly("Programmed");
    assertThat(Notice.between(programmed.conditions(), programmed.conditions())).isEmpty();
    assertThat(Notice.between(programmed.conditions(), next.conditions()))
        .extracting(Notice::message)
        .containsExactly("1 of 1 data plane serves generation 8");
    assertThat(Notice.between(next.conditions(), lost.conditions()))
        .containsExactly(new Notice(true, "HostnameConflict", "web/old has it"));
  }

  private static Arguments row(Standing standing, String said, String dataPlanes) {
    return Arguments.of(standing, said, dataPlanes);
  }

  private static Judgement judgement(long generation, Standing standing) {
    return Judgement.of(report(generation, true, ACCEPTED), port -> true, standing);
  }

  private static Standing all(String... pods) {
    return standing(Set.of(pods), Set.of(), Map.of());
  }

  private static Standing standing(
      Set<String> acked, Set<String> waiting, Map<String, String> rejected) {
    return new Standing(acked, waiting, rejected);
  }

  private static RouteReport report(long generation, boolean served, Condition accepted) {
    return new RouteReport(
        "uid",
        generation,
        true,
        served,
        accepted,
        RESOLVED,
        3,
        "shop.example.com + 1",
        List.of(new RouteReport.RuleBackend("all", SHOP)),
        List.of());
  }
}
