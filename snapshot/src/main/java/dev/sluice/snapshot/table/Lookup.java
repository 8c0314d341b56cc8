package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a lookup. Reusable and not thread-safe: one for each connection or event loop.
 * Offsets are into the request's block.
 */
public final class Lookup<T> {
  /** How much work the last lookup was: nodes of the tree seen, matches tried. */
  int nodes;

  int tried;

  private @Nullable Matched<T> matched;
  private @Nullable Candidate<T> candidate;
  private int[] captures = new int[8];
  private @Nullable String pathText;

  void clear() {
    nodes = 0;
    tried = 0;
    matched = null;
    candidate = null;
    pathText = null;
  }

  /** Made once for all patterns of a lookup, and only where there is one. */
  String pathText(RequestView request) {
    String text = pathText;
    if (text == null) {
      int length = request.pathEnd() - request.pathStart();
      text = new String(request.bytes(), request.pathStart(), length, StandardCharsets.UTF_8);
      pathText = text;
    }
    return text;
  }

  void found(Candidate<T> winner, RequestView request) {
    candidate = winner;
    matched = winner.matched();
    if (!winner.path().captures().isEmpty()
        && winner.match().path() instanceof PathMatch.Template template) {
      capture(template.template().segments(), request);
    }
  }

  private void capture(List<Segment> segments, RequestView request) {
    byte[] bytes = request.bytes();
    int end = request.pathEnd();
    int at = request.pathStart();
    int slot = 0;
    for (int i = 0; i < segments.size(); i++) {
      int start = Math.min(at + 1, end);
      int stop = start;
      Segment segment = segments.get(i);
      if (segment instanceof Segment.Rest) {
        stop = end;
      } else {
        while (stop < end && bytes[stop] != '/') {
          stop++;
        }
      }
      if (!(segment instanceof Segment.Literal)) {
        if (slot + 2 > captures.length) {
          captures = Arrays.copyOf(captures, captures.length * 2);
        }
        captures[slot++] = start;
        captures[slot++] = stop;
      }
      at = stop;
    }
  }

  /** The rule that serves the request; only after a lookup that said true. */
  public Matched<T> matched() {
    Matched<T> rule = matched;
    if (rule == null) {
      throw new IllegalStateException("the lookup found nothing");
    }
    return rule;
  }

  private Candidate<T> candidate() {
    Candidate<T> winner = candidate;
    if (winner == null) {
      throw new IllegalStateException("the lookup found nothing");
    }
    return winner;
  }

  /**
   * Bytes of the path that a rewrite of the prefix replaces; 0 for the prefix {@code /}, and where
   * the rule did not match by a prefix.
   */
  public int prefixLength() {
    return candidate().path().prefixLength();
  }

  /** Names of the captures of the template that matched; empty where none did. */
  public List<String> captures() {
    return candidate().path().captures();
  }

  /** Start of a capture, by its place in {@link #captures()}. */
  public int captureStart(int index) {
    return captures[index * 2];
  }

  public int captureEnd(int index) {
    return captures[index * 2 + 1];
  }
}
