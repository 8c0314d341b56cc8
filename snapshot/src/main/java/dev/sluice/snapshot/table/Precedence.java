package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * All candidates of some routes, in order. What comes first in it, the kind and the literal, is
   * told apart before: then those of one group mostly stand in order already.
   */
  static <T> List<Candidate<T>> sorted(List<CompiledRoute<T>> routes) {
    Map<Long, List<Candidate<T>>> groups = new TreeMap<>();
    int size = 0;
    for (CompiledRoute<T> route : routes) {
      for (Candidate<T> each : route.candidates()) {
        CompiledPath path = each.path();
        long group = (long) path.kind().ordinal() << Integer.SIZE | ~path.literal() & 0xffffffffL;
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(each);
        size++;
      }
    }
    List<Candidate<T>> sorted = new ArrayList<>(size);
    for (List<Candidate<T>> group : groups.values()) {
      group.sort(ORDER);
      sorted.addAll(group);
    }
    return sorted;
  }

  private static int compare(RequestMatch one, RequestMatch other) {
    int by = Boolean.compare(one.methods().isEmpty(), other.methods().isEmpty());
    by = by != 0 ? by : Integer.compare(other.headers().size(), one.headers().size());
    by = by != 0 ? by : Integer.compare(other.query().size(), one.query().size());
    by = by != 0 ? by : Integer.compare(other.cookies().size(), one.cookies().size());
    return by != 0 ? by : Boolean.compare(one.source() == null, other.source() == null);
  }
}
