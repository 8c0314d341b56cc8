package dev.sluice.operator.compile.match;

import dev.sluice.snapshot.match.Patterns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Regular expressions as RE2 understands them. */
final class Regex {
  private static final String META = ".+*?()|[]{}^$\\";

  private Regex() {}

  /** What is wrong with it, or null. */
  static @Nullable String error(String regex) {
    if (regex.isEmpty()) {
      return "an empty expression matches nothing but the empty text; write what is to match";
    }
    try {
      Patterns.compile(regex);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /**
   * The texts with which everything begins that the expression could mean, one for each alternative
   * on its top level; an empty one may begin with anything.
   */
  static List<String> literalPrefixes(String regex) {
    List<String> prefixes = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < regex.length(); i++) {
      switch (regex.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '|' -> {
          if (depth <= 0) {
            prefixes.add(literalPrefix(regex.substring(start, i)));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    prefixes.add(literalPrefix(regex.substring(start)));
    return prefixes;
  }

  private static String literalPrefix(String branch) {
    StringBuilder literal = new StringBuilder();
    int i = branch.startsWith("^") ? 1 : 0;
    while (i < branch.length()) {
      char c = branch.charAt(i);
      int width = 1;
      if (c == '\\'
          && i + 1 < branch.length()
          && !Character.isLetterOrDigit(branch.charAt(i + 1))) {
        c = branch.charAt(i + 1);
        width = 2;
      } else if (META.indexOf(c) >= 0) {
        break;
      }
      literal.append(c);
      i += width;
    }
    // What stands before one of these may be left out.
    if (i < branch.length() && "?*{".indexOf(branch.charAt(i)) >= 0 && literal.length() > 0) {
      literal.setLength(literal.length() - 1);
    }
    return literal.toString();
  }
}
