package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.RequestMatch;

/**
 * One match of one rule: the unit of precedence.
 *
 * @param ruleIndex the rule's place in its route
 * @param matchIndex the match's place in its rule
 */
record Candidate<T>(
    Matched<T> matched,
    RequestMatch match,
    int ruleIndex,
    int matchIndex,
    CompiledPath path,
    Predicates predicates) {

  /** A route without TLS is served over plain HTTP alone. */
  boolean servedTo(RequestView request) {
    return !request.tls() || matched.route().tls() != null;
  }

  /** Whether it takes a request to whose path the tree has led. */
  boolean takes(RequestView request, Lookup<?> lookup) {
    return servedTo(request)
        && predicates.hold(request)
        && (path.pattern() == null || path.pattern().matches(lookup.pathText(request)));
  }
}
