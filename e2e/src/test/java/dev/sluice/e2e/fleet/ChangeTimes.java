package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** When each of many changes came how far. For one thread. */
final class ChangeTimes {
  /** Where the moments of each change are written to, a line each; empty: nowhere. */
  private static final String FILE = System.getProperty("sluice.e2e.speed.file", "");

  private final List<Change> changes = new ArrayList<>();

  /** Of {@link System#nanoTime}, which on Linux is the same in all processes of a machine. */
  private record Change(long begun, long written, long seen, long served, long programmed) {}

  /**
   * @param begun before the call that applies it
   * @param written the API server has answered
   * @param seen a watch has it
   * @param served every data plane has answered by it
   * @param programmed a watch has the word
   */
  void add(long begun, long written, long seen, long served, long programmed) {
    changes.add(new Change(begun, written, seen, served, programmed));
  }

  void add(ChangeTimes others) {
    changes.addAll(others.changes);
  }

  void print(String title) {
    System.out.printf(
        "%s; ms: median, p90, p99, longest of %d changes%n"
            + "  write returns            %s%n"
            + "  a watch has it           %s%n"
            + "  served by all            %s%n"
            + "  after the write returned %s%n"
            + "  Programmed               %s%n",
        title,
        changes.size(),
        summary(c -> c.written - c.begun),
        summary(c -> c.seen - c.begun),
        summary(c -> c.served - c.begun),
        summary(c -> c.served - c.written),
        summary(c -> c.programmed - c.begun));
    write(title);
  }

  private void write(String title) {
    if (FILE.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of("# " + title));
    for (Change c : changes) {
      lines.add(c.begun + " " + c.written + " " + c.seen + " " + c.served + " " + c.programmed);
    }
    try {
      Files.write(Path.of(FILE), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String summary(ToLongFunction<Change> taken) {
    long[] sorted = changes.stream().mapToLong(taken).sorted().toArray();
    return "%6.1f %6.1f %6.1f %6.1f"
        .formatted(at(sorted, 500), at(sorted, 900), at(sorted, 990), at(sorted, 1_000));
  }

  /** Milliseconds that so many of a thousand did not exceed. */
  static double at(long[] sortedNanos, int perMille) {
    return sortedNanos[
            (int) Math.min(sortedNanos.length - 1L, (long) sortedNanos.length * perMille / 1_000)]
        / 1e6;
  }
}
