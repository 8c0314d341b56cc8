package dev.sluice.snapshot.table;

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
final class Precedence {
  static final Comparator<Candidate<?>> ORDER =
      Comparator.<Candidate<?>, CompiledPath.Kind>comparing(c -> c.path().kind())
          .thenComparingInt(c -> -c.path().literal())
          .thenComparingInt(c -> c.match().methods().isEmpty() ? 1 : 0)
          .thenComparingInt(c -> -c.match().headers().size())
          .thenComparingInt(c -> -c.match().query().size())
          .thenComparingInt(c -> -c.match().cookies().size())
          .thenComparingInt(c -> c.match().source() == null ? 1 : 0)
          .thenComparingLong(c -> c.matched().route().createdMillis())
          .thenComparing(c -> c.matched().route().id())
          .thenComparingInt(Candidate::ruleIndex)
          .thenComparingInt(Candidate::matchIndex);

  private Precedence() {}
}
