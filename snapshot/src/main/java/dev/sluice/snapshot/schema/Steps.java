package dev.sluice.snapshot.schema;

import org.jspecify.annotations.Nullable;

/**
 * What a check may still cost. A short schema that refers to itself in two ways doubles the work
 * with each level of a body, and an expression's cost is its own size times that of the text: so
 * each keyword that is applied is a step, and texts count by their length.
 */
final class Steps {
  /** For any body, however small: some milliseconds. */
  private static final long FREE = 100_000;

  private static final long PER_BYTE = 100;

  /** For any body, however large: about a second. */
  private static final long MOST = 8_000_000;

  /** What regular expressions, which are told nothing but the text, count against. */
  private static final ThreadLocal<@Nullable Steps> RUNNING = new ThreadLocal<>();

  private long left;

  Steps(long left) {
    this.left = left;
  }

  static long allowance(int bytes) {
    return Math.min(FREE + PER_BYTE * bytes, MOST);
  }

  /** For what runs on this thread until {@link #end}. */
  void begin() {
    RUNNING.set(this);
  }

  static void end() {
    RUNNING.remove();
  }

  static void spend(long steps) {
    Steps running = RUNNING.get();
    if (running != null) {
      running.left -= steps;
    }
  }

  void take(long steps) {
    left -= steps;
    if (left < 0) {
      throw TooMuch.INSTANCE;
    }
  }

  /** The check was given up. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final TooMuch INSTANCE = new TooMuch();

    private TooMuch() {
      super("too much to check", null, false, false);
    }
  }
}
