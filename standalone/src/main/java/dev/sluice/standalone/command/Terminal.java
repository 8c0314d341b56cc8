package dev.sluice.standalone.command;

/** What the person at the other end can see. */
public final class Terminal {
  private Terminal() {}

  /** Whether colours are wanted: a terminal, and no NO_COLOR (no-color.org). */
  public static boolean colourful() {
    String term = System.getenv("TERM");
    return System.console() != null
        && System.getenv("NO_COLOR") == null
        && term != null
        && !term.equals("dumb");
  }
}
