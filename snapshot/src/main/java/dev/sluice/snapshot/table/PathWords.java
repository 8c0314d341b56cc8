package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate.Segment;
import dev.sluice.snapshot.match.Patterns;
import java.util.List;

/**
 * Path matches for people: in words, and one at a time. It shares no code with the tree, so that a
 * test of one against the other means something.
 */
final class PathWords {
  private PathWords() {}

  static String wish(PathMatch match) {
    return match.on(
        new PathMatch.Cases<>() {
          @Override
          public String exact(PathMatch.Exact exact) {
            return "exactly " + exact.path();
          }

          @Override
          public String prefix(PathMatch.Prefix prefix) {
            return "the prefix " + prefix.path();
          }

          @Override
          public String template(PathMatch.Template template) {
            return "the template " + template.template().text();
          }

          @Override
          public String regex(PathMatch.Regex regex) {
            return "all of it to match '" + regex.pattern() + "'";
          }
        });
  }

  static boolean matches(PathMatch match, String path) {
    return path.startsWith("/") && match.on(new Test(path));
  }

  private record Test(String path) implements PathMatch.Cases<Boolean> {
    @Override
    public Boolean exact(PathMatch.Exact exact) {
      return path.equals(exact.path());
    }

    @Override
    public Boolean prefix(PathMatch.Prefix prefix) {
      return prefix.path().equals("/") || (path + "/").startsWith(prefix.path() + "/");
    }

    @Override
    public Boolean template(PathMatch.Template template) {
      List<Segment> wanted = template.template().segments();
      String[] given = path.substring(1).split("/", -1);
      for (int i = 0; i < wanted.size(); i++) {
        Segment segment = wanted.get(i);
        if (segment instanceof Segment.Rest) {
          return true;
        }
        if (i >= given.length
            || (segment instanceof Segment.Single && given[i].isEmpty())
            || (segment instanceof Segment.Literal literal && !literal.value().equals(given[i]))) {
          return false;
        }
      }
      return given.length == wanted.size();
    }

    @Override
    public Boolean regex(PathMatch.Regex regex) {
      return Patterns.compile(regex.pattern()).matches(path);
    }
  }
}
