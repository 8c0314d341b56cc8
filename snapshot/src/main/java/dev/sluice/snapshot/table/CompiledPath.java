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
 * @param segments way through the tree; an empty one stands for any segment that is not empty
 * @param open matches whatever follows the last segment (for a regex: the pattern decides)
 * @param pattern of a regex, else null
 * @param captures names, in the order in which they stand
 * @param prefixLength bytes of the path that a rewrite of the prefix replaces; 0 where the match is
 *     no prefix, and for {@code /}
 */
record CompiledPath(
    Kind kind,
    int literal,
    List<Optional<String>> segments,
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

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static final class Compiler implements PathMatch.Cases<CompiledPath> {
    @Override
    public CompiledPath exact(PathMatch.Exact exact) {
      int length = length(exact.path());
      return new CompiledPath(Kind.EXACT, length, List.of(), false, null, List.of(), 0);
    }

    @Override
    public CompiledPath prefix(PathMatch.Prefix prefix) {
      boolean root = prefix.path().equals("/");
      List<Optional<String>> segments = root ? List.of() : literals(prefix.path().substring(1));
      int length = root ? 0 : length(prefix.path());
      return new CompiledPath(Kind.OPEN, length, segments, true, null, List.of(), length);
    }

    @Override
    public CompiledPath template(PathMatch.Template template) {
      List<Optional<String>> segments = new ArrayList<>();
      int literal = 0;
      boolean rest = false;
      for (Segment segment : template.template().segments()) {
        if (segment instanceof Segment.Literal text) {
          segments.add(Optional.of(text.value()));
          literal += 1 + length(text.value());
        } else if (segment instanceof Segment.Single) {
          segments.add(Optional.empty());
          literal++;
        } else {
          rest = true;
        }
      }
      Kind kind = rest ? Kind.OPEN : Kind.TEMPLATE;
      List<String> captures = List.copyOf(template.template().captures());
      return new CompiledPath(kind, literal, segments, rest, null, captures, 0);
    }

    @Override
    public CompiledPath regex(PathMatch.Regex regex) {
      Pattern pattern = Patterns.compile(regex.pattern());
      List<Optional<String>> segments = literalSegments(regex.pattern());
      return new CompiledPath(Kind.REGEX, 0, segments, true, pattern, List.of(), 0);
    }

    private static List<Optional<String>> literals(String path) {
      List<Optional<String>> segments = new ArrayList<>();
      for (String segment : path.split("/", -1)) {
        segments.add(Optional.of(segment));
      }
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
