package dev.sluice.e2e.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which failures a rule with retries, and without any for POST, allows. All else is a failure of
 * ours: above all a GET that a backend, an operator or the API server has failed.
 *
 * @param excused how many, by what excuses them
 * @param unexcused the rest
 */
record Accounts(Map<String, Integer> excused, List<Load.Failure> unexcused) {
  /** No answer, and what a gateway says when it has none. */
  private static final Set<Integer> ALLOWED = Set.of(0, 502, 503, 504);

  static Accounts of(List<Load.Failure> failures, List<Outage> outages) {
    Map<String, Integer> excused = new TreeMap<>();
    List<Load.Failure> unexcused = new ArrayList<>();
    for (Load.Failure failure : failures) {
      Optional<String> excuse =
          outages.stream()
              .filter(outage -> outage.meets(failure))
              .map(outage -> excuse(failure, outage))
              .flatMap(Optional::stream)
              .findFirst();
      if (excuse.isPresent()) {
        excused.merge(excuse.get(), 1, Integer::sum);
      } else {
        unexcused.add(failure);
      }
    }
    return new Accounts(excused, unexcused);
  }

  private static Optional<String> excuse(Load.Failure failure, Outage outage) {
    boolean here = outage.port().isPresent() && outage.port().getAsInt() == failure.port();
    if (outage.kind() == Outage.Kind.DATA_PLANE_KILLED && here && !failure.answered()) {
      return Optional.of("its data plane was killed");
    }
    // Whatever has happened, a wrong answer has no excuse.
    boolean post = failure.asked().method().equals("POST") && ALLOWED.contains(failure.status());
    if (post && outage.kind().backend()) {
      return Optional.of("a POST, and a backend was gone, which nobody may ask twice");
    }
    if (post && outage.kind() == Outage.Kind.DATA_PLANE_PAUSED && here && failure.answered()) {
      return Optional.of("a POST whose time ran out while its data plane stood still");
    }
    return Optional.empty();
  }
}
