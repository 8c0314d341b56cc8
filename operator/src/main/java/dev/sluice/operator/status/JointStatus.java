package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.crds.v1alpha1.FleetStatus;
import dev.sluice.operator.compile.Condition;
import dev.sluice.operator.compile.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the words of several fleets come to. Each fleet writes its own, and the first of them writes
 * the sum: it is true only when it is true of all of them, so that whoever waits for it waits for
 * every data plane there is.
 *
 * @param fleets all that should speak
 * @param said by those that did
 */
record JointStatus(List<String> fleets, List<FleetStatus> said) {

  /** The words of this fleet just now, and those that are written of the others. */
  static JointStatus of(List<String> fleets, FleetStatus own, @Nullable List<FleetStatus> written) {
    return new JointStatus(
        fleets,
        Stream.concat(
                Stream.of(own),
                Objects.requireNonNullElse(written, List.<FleetStatus>of()).stream()
                    .filter(f -> !f.name().equals(own.name()) && fleets.contains(f.name())))
            .toList());
  }

  static @Nullable FleetStatus find(@Nullable List<FleetStatus> said, String fleet) {
    return said == null
        ? null
        : said.stream().filter(f -> f.name().equals(fleet)).findFirst().orElse(null);
  }

  /**
   * One condition.
   *
   * @param awaited whether a fleet that has not spoken of the generation yet makes it false
   */
  Condition condition(String type, long generation, boolean awaited) {
    List<String> holds = new ArrayList<>();
    List<String> fails = new ArrayList<>();
    String good = type;
    @Nullable String bad = null;
    for (String fleet : fleets) {
      @Nullable FleetStatus words = find(said, fleet);
      @Nullable ConditionStatus condition =
          words == null || !Objects.equals(words.observedGeneration(), generation)
              ? null
              : Statuses.find(words.conditions(), type);
      if (condition == null) {
        if (awaited) {
          fails.add("fleet " + fleet + " has said nothing of generation " + generation);
          bad = bad == null ? Judgement.PENDING : bad;
        }
      } else if (condition.status().equals(Statuses.TRUE)) {
        holds.add("fleet " + fleet + ": " + condition.message());
        good = good.equals(type) ? condition.reason() : good;
      } else {
        fails.add("fleet " + fleet + ": " + condition.message());
        bad = bad == null ? condition.reason() : bad;
      }
    }
    return bad == null
        ? new Condition(true, good, String.join("; ", holds))
        : new Condition(false, bad, String.join("; ", fails));
  }

  /**
   * Without the fleets that have said of this generation that it is not theirs: a policy for every
   * route is one fleet's business where its namespace is another's admin's. Not for routes: a fleet
   * that refuses one does not serve it.
   */
  JointStatus concerned(long generation) {
    List<String> concerned =
        fleets.stream()
            .filter(
                fleet -> {
                  @Nullable FleetStatus words = find(said, fleet);
                  @Nullable ConditionStatus accepted =
                      words == null || !Objects.equals(words.observedGeneration(), generation)
                          ? null
                          : Statuses.find(words.conditions(), Statuses.ACCEPTED);
                  return accepted == null
                      || !accepted.reason().equals(Problem.Reason.NOT_ALLOWED.text());
                })
            .toList();
    return concerned.isEmpty() ? this : new JointStatus(concerned, said);
  }

  /** The counts of all that spoke, added up. */
  String dataPlanes() {
    int have = 0;
    int ready = 0;
    for (FleetStatus fleet : said) {
      List<Integer> counts =
          Stream.of(Objects.requireNonNullElse(fleet.dataPlanes(), "").split("/", -1))
              .filter(count -> count.matches("[0-9]{1,6}"))
              .map(Integer::valueOf)
              .collect(Collectors.toList());
      if (counts.size() == 2) {
        have += counts.get(0);
        ready += counts.get(1);
      }
    }
    return have + "/" + ready;
  }
}
