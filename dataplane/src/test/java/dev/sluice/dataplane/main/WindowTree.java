package dev.sluice.dataplane.main;

/** Ends of windows, each with what it holds less the time at which it is; the most of them all. */
final class WindowTree {
  private final int size;
  private final long[] most;
  private final long[] added;

  /**
   * @param ends ascending
   */
  WindowTree(long[] ends) {
    size = Integer.highestOneBit(Math.max(1, ends.length - 1)) * 2;
    most = new long[2 * size];
    added = new long[2 * size];
    for (int i = 0; i < size; i++) {
      most[size + i] = i < ends.length ? -ends[i] : Long.MIN_VALUE / 2;
    }
    for (int i = size - 1; i > 0; i--) {
      most[i] = Math.max(most[2 * i], most[2 * i + 1]);
    }
  }

  /** To that end and all after it. */
  void add(int from, long value) {
    add(1, 0, size, from, value);
  }

  private void add(int node, int low, int high, int from, long value) {
    if (low >= from) {
      most[node] += value;
      added[node] += value;
    } else if (high > from) {
      int middle = (low + high) / 2;
      add(2 * node, low, middle, from, value);
      add(2 * node + 1, middle, high, from, value);
      most[node] = Math.max(most[2 * node], most[2 * node + 1]) + added[node];
    }
  }

  /** Of that end and all after it. */
  long most(int from) {
    return most(1, 0, size, from);
  }

  private long most(int node, int low, int high, int from) {
    if (low >= from) {
      return most[node];
    }
    if (high <= from) {
      return Long.MIN_VALUE / 2;
    }
    int middle = (low + high) / 2;
    return added[node]
        + Math.max(most(2 * node, low, middle, from), most(2 * node + 1, middle, high, from));
  }
}
