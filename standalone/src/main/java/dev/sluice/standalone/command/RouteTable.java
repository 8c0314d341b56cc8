package dev.sluice.standalone.command;

import dev.sluice.operator.compile.Condition;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.standalone.folder.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Routes with their conditions, and what is wrong, as text for a terminal. */
public final class RouteTable {
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private final boolean colour;

  /**
   * @param colour whether ANSI colours can be seen
   */
  public RouteTable(boolean colour) {
    this.colour = colour;
  }

  /** Without what only a running gateway knows. */
  public String of(Judged judged) {
    return text(judged, null);
  }

  /**
   * With it.
   *
   * @param programmed of each route
   */
  public String of(Judged judged, Function<RouteId, Condition> programmed) {
    return text(judged, programmed);
  }

  private String text(
      Judged judged, @org.jspecify.annotations.Nullable Function<RouteId, Condition> programmed) {
    List<List<String>> lines = new ArrayList<>();
    List<String> head =
        new ArrayList<>(List.of("ROUTE", "HOSTNAMES", "RULES", "ACCEPTED", "RESOLVEDREFS"));
    if (programmed != null) {
      head.add("PROGRAMMED");
    }
    lines.add(head);
    List<String> notes = new ArrayList<>();
    for (Map.Entry<RouteId, Judged.Row> e : judged.rows().entrySet()) {
      Judged.Row row = e.getValue();
      List<String> line = new ArrayList<>();
      line.add(e.getKey().toString());
      line.add(row.hostnames().isEmpty() ? "-" : row.hostnames());
      line.add(row.hostnames().isEmpty() ? "-" : Integer.toString(row.rules()));
      String id = e.getKey().toString();
      line.add(cell(id, "Accepted", row.accepted(), notes));
      line.add(cell(id, "ResolvedRefs", row.resolvedRefs(), notes));
      if (programmed != null) {
        line.add(cell(id, "Programmed", programmed.apply(e.getKey()), notes));
      }
      lines.add(line);
    }
    StringBuilder out = new StringBuilder();
    if (judged.rows().isEmpty()) {
      out.append("no ApiRoute here\n");
    } else {
      columns(lines, out);
    }
    if (!judged.policies().isEmpty()) {
      out.append('\n');
      columns(policies(judged, programmed, notes), out);
    }
    block(out, notes);
    block(out, judged.diagnostics().stream().map(Diagnostic::toString).toList());
    return out.toString();
  }

  private static List<List<String>> policies(
      Judged judged,
      @org.jspecify.annotations.Nullable Function<RouteId, Condition> programmed,
      List<String> notes) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        programmed == null
            ? List.of("POLICY", "TARGETS", "ACCEPTED")
            : List.of("POLICY", "TARGETS", "ACCEPTED", "ENFORCED"));
    judged
        .policies()
        .forEach(
            (id, row) -> {
              List<String> line = new ArrayList<>(List.of(id.toString(), row.attached()));
              line.add(cell("RateLimitPolicy " + id, "Accepted", row.accepted(), notes));
              if (programmed != null) {
                line.add(
                    cell("RateLimitPolicy " + id, "Enforced", enforced(row, programmed), notes));
              }
              lines.add(line);
            });
    return lines;
  }

  private static Condition enforced(Judged.PolicyRow row, Function<RouteId, Condition> programmed) {
    return row.routes().stream()
        .sorted()
        .map(programmed)
        .filter(condition -> !condition.status())
        .findFirst()
        .orElse(
            row.routes().isEmpty()
                ? new Condition(false, "NoTarget", "no rule that is served holds it")
                : new Condition(true, "Enforced", ""));
  }

  private static String cell(String id, String type, Condition condition, List<String> notes) {
    boolean plain =
        condition.status()
            && !condition.reason().equals("NoReadyEndpoints")
            && !condition.message().contains("onStoreFailure");
    if (!plain && !condition.message().isEmpty()) {
      notes.add(id + " " + type + " " + condition.reason() + ": " + condition.message());
    }
    if (condition.reason().isEmpty()) {
      return "-";
    }
    return condition.status() ? "True" : "False " + condition.reason();
  }

  private static void block(StringBuilder out, List<String> lines) {
    if (!lines.isEmpty()) {
      out.append('\n');
      lines.forEach(line -> out.append(line).append('\n'));
    }
  }

  private void columns(List<List<String>> lines, StringBuilder out) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        String cell = line.get(i);
        String pad = i == line.size() - 1 ? "" : " ".repeat(widths[i] - cell.length() + 2);
        text.append(painted(cell)).append(pad);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private String painted(String cell) {
    if (!colour) {
      return cell;
    }
    return cell.equals("True")
        ? GREEN + cell + PLAIN
        : cell.startsWith("False") ? RED + cell + PLAIN : cell;
  }
}
