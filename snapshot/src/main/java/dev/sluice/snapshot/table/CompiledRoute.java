package dev.sluice.snapshot.table;

import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A route with its patterns compiled and its rules' attachments made. */
record CompiledRoute<T>(Route route, List<Candidate<T>> candidates) {
  static <T> CompiledRoute<T> of(Route route, BiFunction<Route, Rule, T> attach) {
    List<Candidate<T>> candidates = new ArrayList<>();
    for (int r = 0; r < route.rules().size(); r++) {
      Rule rule = route.rules().get(r);
      RuleId id = new RuleId(route.id(), rule.name());
      Matched<T> matched = new Matched<>(id, route, rule, attach.apply(route, rule));
      for (int m = 0; m < rule.matches().size(); m++) {
        RequestMatch match = rule.matches().get(m);
        CompiledPath path = CompiledPath.of(match.path());
        candidates.add(new Candidate<>(matched, match, r, m, path, new Predicates(match)));
      }
    }
    return new CompiledRoute<>(route, candidates);
  }
}
