package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.ByteTable;
import dev.sluice.snapshot.match.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All matches of the routes that claim one host. Immutable. */
final class HostTable<T> {
  /** As claimed; {@code *} for the routes without hostnames. */
  private final String host;

  private final List<CompiledRoute<T>> routes;
  private final List<Candidate<T>> candidates;
  private final ByteTable<int[]> exact;
  private final PathNode root;

  HostTable(String host, List<CompiledRoute<T>> routes) {
    this.host = host;
    this.routes = List.copyOf(routes);
    List<Candidate<T>> sorted = Precedence.sorted(routes);
    candidates = List.copyOf(sorted);
    Map<String, List<Integer>> byPath = new HashMap<>();
    for (int rank = 0; rank < sorted.size(); rank++) {
      if (sorted.get(rank).match().path() instanceof PathMatch.Exact path) {
        byPath.computeIfAbsent(path.path(), p -> new ArrayList<>()).add(rank);
      }
    }
    Map<String, int[]> ranks = new HashMap<>();
    byPath.forEach((p, list) -> ranks.put(p, PathNode.ints(list)));
    exact = ByteTable.of(ranks);
    root = PathNode.root(candidates);
  }

  String host() {
    return host;
  }

  List<CompiledRoute<T>> routes() {
    return routes;
  }

  List<Candidate<T>> candidates() {
    return candidates;
  }

  /** Whether it is made of these very routes, and so may serve on. */
  boolean madeOf(List<CompiledRoute<T>> others) {
    if (routes.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (routes.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  @Nullable Candidate<T> find(RequestView request, Lookup<?> lookup) {
    int start = request.pathStart();
    int end = request.pathEnd();
    byte[] bytes = request.bytes();
    if (start >= end || bytes[start] != '/') {
      return null;
    }
    int none = candidates.size();
    int rank = none;
    int[] ranks = exact.find(bytes, start, end);
    if (ranks != null) {
      rank = first(ranks, request, lookup, none);
    }
    if (rank == none) {
      rank = root.search(this, request, lookup, start, none);
    }
    return rank == none ? null : candidates.get(rank);
  }

  /** The first of these ranks that is less than the bound and takes the request; else the bound. */
  int first(int[] ranks, RequestView request, Lookup<?> lookup, int bound) {
    for (int rank : ranks) {
      if (rank >= bound) {
        break;
      }
      lookup.tried++;
      if (candidates.get(rank).takes(request, lookup)) {
        return rank;
      }
    }
    return bound;
  }
}
