package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.match.PathNormalizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path of the document, behind the base path (OpenAPI 3.1.1 "Path Templating"): {@code
 * /v1/pets/{id}}, {@code /v1/reports/{name}.{format}}.
 *
 * @param text as written
 */
record Template(String text, List<Segment> segments) {
  private static final int MOST_SEGMENTS = 64;

  Template {
    segments = List.copyOf(segments);
  }

  /**
   * @throws IllegalArgumentException for the person who wrote it
   */
  static Template parse(String base, String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with '/'");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : (base + path).substring(1).split("/", -1)) {
      Segment segment = segment(part);
      if (segment instanceof Segment.Captures captures) {
        for (String name : captures.names()) {
          if (!names.add(name)) {
            throw new IllegalArgumentException("'{" + name + "}' stands there twice");
          }
        }
      }
      segments.add(segment);
    }
    if (segments.size() > MOST_SEGMENTS) {
      throw new IllegalArgumentException("it has more than " + MOST_SEGMENTS + " segments");
    }
    return new Template(base + path, segments);
  }

  private static Segment segment(String part) {
    if (part.indexOf('{') < 0 && part.indexOf('}') < 0) {
      @Nullable String normal = PathNormalizer.normalise("/" + part);
      if (normal == null || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("no request has such a path");
      }
      return new Segment.Literal(normal.substring(1));
    }
    List<String> texts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int at = 0;
    for (int open = part.indexOf('{'); open >= 0; open = part.indexOf('{', at)) {
      int close = part.indexOf('}', open);
      String name = close < 0 ? "" : part.substring(open + 1, close);
      if (name.isEmpty() || name.indexOf('{') >= 0) {
        throw new IllegalArgumentException("'" + part + "': a parameter is a name in braces");
      }
      if (open == at && !names.isEmpty()) {
        throw new IllegalArgumentException(
            "'" + part + "': nobody can tell where one parameter ends and the next one begins");
      }
      texts.add(literal(part.substring(at, open)));
      names.add(name);
      at = close + 1;
    }
    texts.add(literal(part.substring(at)));
    return new Segment.Captures(texts, names);
  }

  private static String literal(String text) {
    // Dots at its beginning are no dot segment.
    @Nullable String normal = PathNormalizer.normalise("/x" + text);
    if (normal == null || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException("no request has such a path");
    }
    return normal.substring(2);
  }

  /** Names of its parameters. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Captures captures) {
        names.addAll(captures.names());
      }
    }
    return names;
  }

  /** What stands in a path that it matches, as it stands there. */
  @Nullable String capture(byte[] bytes, int start, int end, String name) {
    int at = start;
    for (Segment segment : segments) {
      int from = at + 1;
      int to = PathTree.segmentEnd(bytes, from, end);
      if (segment instanceof Segment.Captures captures) {
        int index = captures.names().indexOf(name);
        long found = index < 0 ? -1 : captures.find(bytes, from, to, index);
        if (found >= 0) {
          int first = Segment.Captures.start(found);
          return new String(
              bytes, first, Segment.Captures.end(found) - first, StandardCharsets.ISO_8859_1);
        }
      }
      at = to;
    }
    return null;
  }
}
