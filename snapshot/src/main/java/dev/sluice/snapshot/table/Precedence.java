package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import java.util.Comparator;

/**
 * Which of several matches takes a request: the one that comes first in this order and holds as a
 * whole. After the Gateway API (HTTPRouteRule, precedence), with templates and cookies put in. All
 * within one host: the most specific claim on the host has been decided before.
 *
 * <ol>
 *   <li>the kind of path: exact, template without rest, regex, then prefix and template with rest
 *   <li>the longer literal: bytes that the match spells out, slashes included
 *   <li>a match on the method
 *   <li>more header matches, then more query matches, then more cookie matches
 *   <li>a match on the client's address
 *   <li>the older route, then namespace and name in alphabetical order
 *   <li>the rule's place in the route, then the match's place in the rule
 * </ol>
 *
 * <p>A total order: two different matches of one table never tie.
 */
final class Precedence implements Comparator<Candidate<?>> {
  static final Comparator<Candidate<?>> ORDER = new Precedence();

  private Precedence() {}

  /** Written out, as {@link Route#byAge}. */
  @Override
  public int compare(Candidate<?> one, Candidate<?> other) {
    int by = one.path().kind().compareTo(other.path().kind());
    by = by != 0 ? by : Integer.compare(other.path().literal(), one.path().literal());
    by = by != 0 ? by : compare(one.match(), other.match());
    by = by != 0 ? by : Route.byAge(one.matched().route(), other.matched().route());
    by = by != 0 ? by : Integer.compare(one.ruleIndex(), other.ruleIndex());
    return by != 0 ? by : Integer.compare(one.matchIndex(), other.matchIndex());
  }

  private static int compare(RequestMatch one, RequestMatch other) {
    int by = Boolean.compare(one.methods().isEmpty(), other.methods().isEmpty());
    by = by != 0 ? by : Integer.compare(other.headers().size(), one.headers().size());
    by = by != 0 ? by : Integer.compare(other.query().size(), one.query().size());
    by = by != 0 ? by : Integer.compare(other.cookies().size(), one.cookies().size());
    return by != 0 ? by : Boolean.compare(one.source() == null, other.source() == null);
  }
}
