package dev.sluice.snapshot.table;

import com.google.re2j.Pattern;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate.Segment;
import dev.sluice.snapshot.match.Patterns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path match as the tree needs it.
 *
 * @param kind its rung in the precedence
 * @param literal bytes of the path that it spells out, slashes included, a rest excluded
 * @param open matches whatever follows the last segment (for a regex: the pattern decides)
 * @param pattern of a regex, else null
 * @param captures names, in the order in which they stand
 * @param prefixLength bytes of the path that a rewrite of the prefix replaces; 0 where the match is
 *     no prefix, and for {@code /}
 */
record CompiledPath(
    Kind kind,
    int literal,
    boolean open,
    @Nullable Pattern pattern,
    List<String> captures,
    int prefixLength) {
  /** The rungs, the most specific first. */
  enum Kind {
    EXACT,
    TEMPLATE,
    REGEX,
    OPEN
  }

  private static final String META = "\\.+*?()[]{}^$|";

  /** Fails with an {@link IllegalArgumentException} where a pattern is not RE2's. */
  static CompiledPath of(PathMatch match) {
    return match.on(new Compiler());
  }

  /**
   * The way through the tree; an empty one stands for any segment that is not empty. Wanted only
   * while a tree is built, and so not kept.
   */
  static List<Optional<String>> segments(PathMatch match) {
    return match.on(new Segments());
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static final class Compiler implements PathMatch.Cases<CompiledPath> {
    @Override
    public CompiledPath exact(PathMatch.Exact exact) {
      return new CompiledPath(Kind.EXACT, length(exact.path()), false, null, List.of(), 0);
    }

    @Override
    public CompiledPath prefix(PathMatch.Prefix prefix) {
      int length = prefix.path().equals("/") ? 0 : length(prefix.path());
      return new CompiledPath(Kind.OPEN, length, true, null, List.of(), length);
    }

    @Override
    public CompiledPath template(PathMatch.Template template) {
      int literal = 0;
      boolean rest = false;
      for (Segment segment : template.template().segments()) {
        if (segment instanceof Segment.Literal text) {
          literal += 1 + length(text.value());
        } else if (segment instanceof Segment.Single) {
          literal++;
        } else {
          rest = true;
        }
      }
      Kind kind = rest ? Kind.OPEN : Kind.TEMPLATE;
      List<String> captures = List.copyOf(template.template().captures());
      return new CompiledPath(kind, literal, rest, null, captures, 0);
    }

    @Override
    public CompiledPath regex(PathMatch.Regex regex) {
      Pattern pattern = Patterns.compile(regex.pattern());
      return new CompiledPath(Kind.REGEX, 0, true, pattern, List.of(), 0);
    }
  }

  private static final class Segments implements PathMatch.Cases<List<Optional<String>>> {
    @Override
    public List<Optional<String>> exact(PathMatch.Exact exact) {
      return List.of();
    }

    @Override
    public List<Optional<String>> prefix(PathMatch.Prefix prefix) {
      return prefix.path().equals("/") ? List.of() : literals(prefix.path().substring(1));
    }

    @Override
    public List<Optional<String>> template(PathMatch.Template template) {
      List<Optional<String>> segments = new ArrayList<>();
      for (Segment segment : template.template().segments()) {
        if (segment instanceof Segment.Literal text) {
          segments.add(Optional.of(text.value()));
        } else if (segment instanceof Segment.Single) {
          segments.add(Optional.empty());
        }
      }
      return segments;
    }

    @Override
    public List<Optional<String>> regex(PathMatch.Regex regex) {
      return literalSegments(regex.pattern());
    }

    private static List<Optional<String>> literals(String path) {
      List<Optional<String>> segments = new ArrayList<>();
      int start = 0;
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
        segments.add(Optional.of(path.substring(start, slash)));
        start = slash + 1;
      }
      segments.add(Optional.of(path.substring(start)));
      return segments;
    }

    /**
     * The whole segments with which every match begins. Errs towards fewer: an alternation anywhere
     * and any character that RE2 could read as more than itself end it.
     */
    private static List<Optional<String>> literalSegments(String regex) {
      if (!regex.startsWith("/") || regex.indexOf('|') >= 0) {
        return List.of();
      }
      int end = 0;
      while (end < regex.length() && plain(regex.charAt(end))) {
        end++;
      }
      // What stands before a quantifier may be absent.
      if (end < regex.length() && "*?+{".indexOf(regex.charAt(end)) >= 0) {
        end--;
      }
      int slash = regex.lastIndexOf('/', end - 1);
      return slash <= 0 ? List.of() : literals(regex.substring(1, slash));
    }

    private static boolean plain(char c) {
      return c > ' ' && c < 127 && META.indexOf(c) < 0;
    }
  }
}
