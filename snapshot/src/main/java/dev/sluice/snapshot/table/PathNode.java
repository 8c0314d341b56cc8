package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.ByteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a host's tree of path segments. Matches are known by their rank: their place in the
 * host's order of precedence, 0 first. Immutable.
 */
final class PathNode {
  private static final int[] NONE = {};

  private final ByteTable<PathNode> literals;
  private final @Nullable PathNode any;
  private final int[] closed;
  private final int[] open;
  private final int best;

  private PathNode(Draft draft) {
    Map<String, PathNode> children = new HashMap<>();
    draft.literals.forEach((segment, child) -> children.put(segment, new PathNode(child)));
    literals = ByteTable.of(children);
    any = draft.any == null ? null : new PathNode(draft.any);
    closed = ints(draft.closed);
    open = ints(draft.open);
    int least = any == null ? Integer.MAX_VALUE : any.best;
    for (PathNode child : children.values()) {
      least = Math.min(least, child.best);
    }
    if (closed.length > 0) {
      least = Math.min(least, closed[0]);
    }
    best = open.length > 0 ? Math.min(least, open[0]) : least;
  }

  /** By hand: a start makes thousands of them, and streams are slow before they are compiled. */
  static int[] ints(List<Integer> ranks) {
    if (ranks.isEmpty()) {
      return NONE;
    }
    int[] ints = new int[ranks.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = ranks.get(i);
    }
    return ints;
  }

  /** Candidates come in order of precedence. */
  static <T> PathNode root(List<Candidate<T>> candidates) {
    Draft root = new Draft();
    for (int rank = 0; rank < candidates.size(); rank++) {
      CompiledPath path = candidates.get(rank).path();
      if (path.kind() == CompiledPath.Kind.EXACT) {
        continue;
      }
      Draft node = root;
      for (Optional<String> segment : CompiledPath.segments(candidates.get(rank).match().path())) {
        node = node.child(segment);
      }
      (path.open() ? node.open : node.closed).add(rank);
    }
    return new PathNode(root);
  }

  /**
   * The least rank at or below this node that takes the request, or {@code bound} where none is
   * less. Children come first: what is deeper is mostly what wins, and once it has, the rest is cut
   * off by rank without being tried.
   *
   * @param at end of the segment that led here
   */
  int search(HostTable<?> host, RequestView request, Lookup<?> lookup, int at, int bound) {
    if (best >= bound) {
      return bound;
    }
    lookup.nodes++;
    int least = bound;
    int end = request.pathEnd();
    if (at < end) {
      byte[] bytes = request.bytes();
      int start = at + 1;
      int stop = start;
      while (stop < end && bytes[stop] != '/') {
        stop++;
      }
      PathNode literal = literals.find(bytes, start, stop);
      if (literal != null) {
        least = literal.search(host, request, lookup, stop, least);
      }
      if (any != null && stop > start) {
        least = any.search(host, request, lookup, stop, least);
      }
    } else {
      least = host.first(closed, request, lookup, least);
    }
    return host.first(open, request, lookup, least);
  }

  private static final class Draft {
    private final Map<String, Draft> literals = new HashMap<>();
    private @Nullable Draft any;
    private final List<Integer> closed = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();

    Draft child(Optional<String> segment) {
      if (segment.isPresent()) {
        return literals.computeIfAbsent(segment.get(), s -> new Draft());
      }
      Draft child = any;
      if (child == null) {
        child = new Draft();
        any = child;
      }
      return child;
    }
  }
}
