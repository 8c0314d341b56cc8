package dev.sluice.standalone.folder.schema;

import java.util.Collection;
import java.util.Locale;

/** What somebody who mistyped a name may have meant. */
public final class Nearest {
  private Nearest() {}

  /** The known name that is few edits away; empty where none is. */
  public static String to(String name, Collection<String> known) {
    String nearest = "";
    int fewest = Math.max(1, name.length() / 3) + 1;
    for (String candidate : known.stream().sorted().toList()) {
      int edits = edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
