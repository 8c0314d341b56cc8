package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.match.ByteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a document as a tree of their segments. What is written out comes before what is
 * captured (OpenAPI 3.1.1 "Path Templating Matching"), and of captures the one that leaves less
 * open. A lookup goes down one way for the segments of the path, however many paths there are;
 * where it ends in nothing it tries the next best, and so at worst each node of the tree once.
 * Immutable.
 */
final class PathTree {
  private final ByteTable<PathTree> literals;
  private final Segment.Captures[] captures;
  private final PathTree[] captured;
  private final @Nullable DescribedPath path;

  private PathTree(Draft draft) {
    Map<String, PathTree> children = new HashMap<>();
    draft.literals.forEach((text, child) -> children.put(text, new PathTree(child)));
    literals = ByteTable.of(children);
    List<Map.Entry<List<String>, Draft>> patterns = new ArrayList<>(draft.captures.entrySet());
    patterns.sort(
        Comparator.comparing((Map.Entry<List<String>, Draft> e) -> -fixed(e.getKey()))
            .thenComparing(e -> e.getKey().size()));
    captures = new Segment.Captures[patterns.size()];
    captured = new PathTree[patterns.size()];
    for (int i = 0; i < captures.length; i++) {
      List<String> texts = patterns.get(i).getKey();
      captures[i] =
          new Segment.Captures(
              texts, texts.subList(1, texts.size()).stream().map(t -> "").toList());
      captured[i] = new PathTree(patterns.get(i).getValue());
    }
    path = draft.operations.isEmpty() ? null : new DescribedPath(draft.operations);
  }

  private static int fixed(List<String> texts) {
    return texts.stream().mapToInt(String::length).sum();
  }

  /** Null: it has no such path. */
  @Nullable DescribedPath find(byte[] bytes, int at, int end) {
    if (at == end) {
      return path;
    }
    int from = at + 1;
    int to = segmentEnd(bytes, from, end);
    PathTree literal = literals.find(bytes, from, to);
    DescribedPath found = literal == null ? null : literal.find(bytes, to, end);
    for (int i = 0; i < captures.length && found == null; i++) {
      if (captures[i].matches(bytes, from, to)) {
        found = captured[i].find(bytes, to, end);
      }
    }
    return found;
  }

  static int segmentEnd(byte[] bytes, int from, int end) {
    int to = from;
    while (to < end && bytes[to] != '/') {
      to++;
    }
    return to;
  }

  /** Where a tree begins. */
  static final class Draft {
    /** Captures beside each other are tried one after the other. */
    private static final int MOST_CAPTURES = 64;

    private final Map<String, Draft> literals = new HashMap<>();
    private final Map<List<String>, Draft> captures = new LinkedHashMap<>();
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    PathTree tree() {
      return new PathTree(this);
    }

    /**
     * @throws IllegalArgumentException where there is one already, or too many
     */
    void add(Operation operation) {
      Draft node = this;
      for (Segment segment : operation.template().segments()) {
        node = node.child(segment);
      }
      @Nullable Operation other = node.operations.putIfAbsent(operation.method(), operation);
      if (other != null) {
        throw new IllegalArgumentException(
            "no request can tell it from " + other.method() + " " + other.template().text());
      }
    }

    private Draft child(Segment segment) {
      if (segment instanceof Segment.Captures pattern) {
        Draft child = captures.computeIfAbsent(pattern.texts(), texts -> new Draft());
        if (captures.size() > MOST_CAPTURES) {
          throw new IllegalArgumentException(
              "more than "
                  + MOST_CAPTURES
                  + " segments with parameters stand beside each other; split the document");
        }
        return child;
      }
      return literals.computeIfAbsent(((Segment.Literal) segment).text(), text -> new Draft());
    }
  }
}
