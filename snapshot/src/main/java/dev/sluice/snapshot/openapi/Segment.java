package dev.sluice.snapshot.openapi;

import java.util.List;

/** One segment of a path template. */
sealed interface Segment {
  /** Matches itself, as it stands in a normalised path. */
  record Literal(String text) implements Segment {}

  /**
   * Texts, and between each two of them something that is not empty.
   *
   * @param texts one more than there are names; the first and the last may be empty
   * @param names of what stands between them
   */
  record Captures(List<String> texts, List<String> names) implements Segment {
    public Captures {
      texts = List.copyOf(texts);
      names = List.copyOf(names);
    }

    /** Whether a segment of a path is one of these. */
    boolean matches(byte[] bytes, int from, int to) {
      return find(bytes, from, to, 0) >= 0;
    }

    /**
     * Where a capture stands in a segment of a path. Each takes as little as it can, the last one
     * what is left.
     *
     * @param capture its index
     * @return start and end in one, see {@link #start} and {@link #end}; -1: it does not match
     */
    long find(byte[] bytes, int from, int to, int capture) {
      int at = after(bytes, from, to, texts.get(0));
      long found = -1;
      for (int i = 0; i < names.size() && at >= 0; i++) {
        String next = texts.get(i + 1);
        boolean last = i == names.size() - 1;
        int end = last ? to - next.length() : at + 1;
        while (!last && end <= to - next.length() && after(bytes, end, to, next) < 0) {
          end++;
        }
        int behind = end > at && end <= to ? after(bytes, end, to, next) : -1;
        if (i == capture) {
          found = (long) at << Integer.SIZE | end;
        }
        at = behind;
      }
      return at < 0 ? -1 : found;
    }

    static int start(long found) {
      return (int) (found >>> Integer.SIZE);
    }

    static int end(long found) {
      return (int) found;
    }

    /** Where what follows a text begins; -1: it does not stand there. */
    private static int after(byte[] bytes, int from, int to, String text) {
      if (to - from < text.length()) {
        return -1;
      }
      for (int i = 0; i < text.length(); i++) {
        if (bytes[from + i] != text.charAt(i)) {
          return -1;
        }
      }
      return from + text.length();
    }
  }
}
