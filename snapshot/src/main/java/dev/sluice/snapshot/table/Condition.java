package dev.sluice.snapshot.table;

import com.google.re2j.Pattern;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate.Segment;
import dev.sluice.snapshot.match.Patterns;
import dev.sluice.snapshot.match.RequestMatch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One match asked by itself: does this request fulfil it? For filters that apply to some of a
 * rule's requests only. Means what the table means by the same match.
 */
public final class Condition {
  private interface Path {
    boolean holds(RequestView request);
  }

  private final Path path;
  private final Predicates predicates;

  private Condition(Path path, Predicates predicates) {
    this.path = path;
    this.predicates = predicates;
  }

  /** Fails with an {@link IllegalArgumentException} where a pattern is not RE2's. */
  public static Condition of(RequestMatch match) {
    Path path =
        match
            .path()
            .on(
                new PathMatch.Cases<>() {
                  @Override
                  public Path exact(PathMatch.Exact exact) {
                    byte[] wanted = exact.path().getBytes(StandardCharsets.UTF_8);
                    return request -> starts(request, wanted) == 0;
                  }

                  @Override
                  public Path prefix(PathMatch.Prefix prefix) {
                    byte[] wanted = prefix.path().getBytes(StandardCharsets.UTF_8);
                    return wanted.length == 1
                        ? request -> true
                        : request -> {
                          int left = starts(request, wanted);
                          return left == 0
                              || (left > 0 && request.bytes()[request.pathEnd() - left] == '/');
                        };
                  }

                  @Override
                  public Path template(PathMatch.Template template) {
                    Segments segments = new Segments(template.template().segments());
                    return segments::holds;
                  }

                  @Override
                  public Path regex(PathMatch.Regex regex) {
                    Pattern pattern = Patterns.compile(regex.pattern());
                    return request ->
                        pattern.matches(
                            new String(
                                request.bytes(),
                                request.pathStart(),
                                request.pathEnd() - request.pathStart(),
                                StandardCharsets.UTF_8));
                  }
                });
    return new Condition(path, new Predicates(match));
  }

  public boolean holds(RequestView request) {
    return path.holds(request) && predicates.hold(request);
  }

  /** Bytes of the path that follow the wanted ones; -1: it begins otherwise. */
  private static int starts(RequestView request, byte[] wanted) {
    int left = request.pathEnd() - request.pathStart() - wanted.length;
    return left < 0 || !equal(request.bytes(), request.pathStart(), wanted) ? -1 : left;
  }

  private static boolean equal(byte[] bytes, int from, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** A template's segments; {@link #ANY} itself stands for any that is not empty. */
  private static final class Segments {
    private static final byte[] ANY = {};

    private final byte[][] wanted;
    private final boolean rest;

    Segments(List<Segment> segments) {
      // A rest is the last one (PathTemplate).
      int last = segments.size() - 1;
      rest = last >= 0 && segments.get(last) instanceof Segment.Rest;
      wanted = new byte[rest ? last : last + 1][];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] =
            segments.get(i) instanceof Segment.Literal literal
                ? literal.value().getBytes(StandardCharsets.UTF_8)
                : ANY;
      }
    }

    boolean holds(RequestView request) {
      byte[] bytes = request.bytes();
      int end = request.pathEnd();
      int at = request.pathStart();
      for (byte[] segment : wanted) {
        if (at >= end) {
          return false;
        }
        int start = at + 1;
        at = start;
        while (at < end && bytes[at] != '/') {
          at++;
        }
        boolean same =
            segment == ANY
                ? at > start
                : at - start == segment.length && equal(bytes, start, segment);
        if (!same) {
          return false;
        }
      }
      return rest || at == end;
    }
  }
}
