package dev.sluice.snapshot.table;

import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.PathMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is served by the rule that serves it.
 *
 * @param host the claim that took the request's host: a hostname, a wildcard, {@code *} for the
 *     routes without hostnames; null where no route claims it
 * @param steps every match of that host's rules, in order of precedence
 * @param winner place of the winner among the steps; -1: none, the answer is 404
 */
public record Explanation(@Nullable String host, List<Step> steps, int winner) {
  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * One match of one rule.
   *
   * @param match its place in the rule's matches, from 0
   * @param reason why the request is not served by it, in words; null for the winner
   */
  public record Step(RuleId rule, int match, PathMatch path, @Nullable String reason) {}

  static <T> Explanation of(@Nullable HostTable<T> host, RequestView request) {
    if (host == null) {
      return new Explanation(null, List.of(), -1);
    }
    int length = request.pathEnd() - request.pathStart();
    String path = new String(request.bytes(), request.pathStart(), length, StandardCharsets.UTF_8);
    List<Step> steps = new ArrayList<>();
    int winner = -1;
    for (Candidate<T> candidate : host.candidates()) {
      String reason =
          !candidate.servedTo(request)
              ? "its route has no tls: it is served over plain HTTP alone"
              : PathWords.matches(candidate.match().path(), path)
                  ? candidate.predicates().failure(request)
                  : "path is " + path + ", rule wants " + PathWords.wish(candidate.match().path());
      if (reason == null && winner >= 0) {
        reason = "matches too, but " + steps.get(winner).rule() + " comes first";
      } else if (reason == null) {
        winner = steps.size();
      }
      steps.add(
          new Step(
              candidate.matched().id(), candidate.matchIndex(), candidate.match().path(), reason));
    }
    return new Explanation(host.host(), steps, winner);
  }
}
