package dev.sluice.operator.compile.filter;

import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the matches of a rule leave for its filters and its action.
 *
 * @param names captures that every match has
 * @param prefixes whether every match is by prefix
 */
public record Captured(Set<String> names, boolean prefixes) {
  public Captured {
    names = Set.copyOf(names);
  }

  public static Captured of(List<RequestMatch> matches) {
    if (matches.size() == 1) {
      PathMatch path = matches.get(0).path();
      return new Captured(names(path), path instanceof PathMatch.Prefix);
    }
    Set<String> names = new HashSet<>(names(matches.get(0).path()));
    boolean prefixes = true;
    for (RequestMatch match : matches) {
      names.retainAll(names(match.path()));
      prefixes &= match.path() instanceof PathMatch.Prefix;
    }
    return new Captured(names, prefixes);
  }

  private static Set<String> names(PathMatch path) {
    return path instanceof PathMatch.Template template
        ? Set.copyOf(template.template().captures())
        : Set.of();
  }
}
