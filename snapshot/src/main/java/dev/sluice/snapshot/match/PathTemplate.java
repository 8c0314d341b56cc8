package dev.sluice.snapshot.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A path with captures: {@code /users/{id}/orders/{rest=**}}. Each segment is either literal, or
 * {@code {name}} (exactly one non-empty segment), or, in the last place only, {@code {name=**}}
 * (all that is left, possibly nothing). Names are letters, digits, {@code _} and {@code -}.
 *
 * @param text the template as written; two templates are equal when their texts are
 * @param segments its parsed form
 */
public record PathTemplate(String text, List<Segment> segments) {
  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /** One segment of a template. */
  public sealed interface Segment {
    /** Matches itself. */
    record Literal(String value) implements Segment {}

    /** Captures one non-empty segment. */
    record Single(String name) implements Segment {}

    /** Captures the rest of the path, without its leading slash; the last segment only. */
    record Rest(String name) implements Segment {}
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static PathTemplate parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("must start with '/'");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int end = 0;
    while (end < text.length()) {
      int start = end + 1;
      int slash = text.indexOf('/', start);
      end = slash < 0 ? text.length() : slash;
      String part = text.substring(start, end);
      Segment segment = parseSegment(part);
      if (segment instanceof Segment.Rest && end < text.length()) {
        throw new IllegalArgumentException(part + " may only be the last segment");
      }
      String name =
          segment instanceof Segment.Single single
              ? single.name()
              : segment instanceof Segment.Rest rest ? rest.name() : null;
      if (name != null && !names.add(name)) {
        throw new IllegalArgumentException("capture '" + name + "' is named twice");
      }
      segments.add(segment);
    }
    return new PathTemplate(text, segments);
  }

  /** Names of the captures, in the order in which they stand. */
  public List<String> captures() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Single single) {
        names.add(single.name());
      } else if (segment instanceof Segment.Rest rest) {
        names.add(rest.name());
      }
    }
    return names;
  }

  private static Segment parseSegment(String part) {
    if (part.indexOf('{') < 0 && part.indexOf('}') < 0) {
      return new Segment.Literal(part);
    }
    if (!part.startsWith("{") || part.indexOf('}') != part.length() - 1) {
      throw new IllegalArgumentException(
          "'" + part + "': a capture must be a whole segment, as in /users/{id}");
    }
    String inner = part.substring(1, part.length() - 1);
    boolean rest = inner.endsWith("=**");
    String name = rest ? inner.substring(0, inner.length() - 3) : inner;
    if (!named(name)) {
      throw new IllegalArgumentException(
          "'" + part + "': a capture is {name} or {name=**}; names are letters, digits, '_', '-'");
    }
    return rest ? new Segment.Rest(name) : new Segment.Single(name);
  }

  private static boolean named(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isNameChar(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
