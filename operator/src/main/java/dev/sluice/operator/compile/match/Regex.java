package dev.sluice.operator.compile.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
      Pattern.compile(regex);
      return null;
    } catch (PatternSyntaxException e) {
      return "'"
          + regex
          + "' is no RE2 expression ("
          + e.getDescription()
          + "); RE2 has no backreferences and no look-around";
    } catch (RuntimeException e) {
      return "'" + regex + "' is no RE2 expression";
    }
  }

  /** The text with which everything begins that the expression could mean; may be empty. */
  static String literalPrefix(String regex) {
    StringBuilder literal = new StringBuilder();
    int i = regex.startsWith("^") ? 1 : 0;
    while (i < regex.length()) {
      char c = regex.charAt(i);
      int width = 1;
      if (c == '\\' && i + 1 < regex.length() && isEscapedPunctuation(regex.charAt(i + 1))) {
        c = regex.charAt(i + 1);
        width = 2;
      } else if (META.indexOf(c) >= 0) {
        break;
      }
      literal.append(c);
      i += width;
    }
    char stop = i < regex.length() ? regex.charAt(i) : ' ';
    if (stop == '|') {
      return "";
    }
    if ((stop == '?' || stop == '*' || stop == '{') && literal.length() > 0) {
      literal.setLength(literal.length() - 1);
    }
    // An alternative on the top level, behind what looks like a prefix, begins anew.
    return topLevelAlternative(regex) ? "" : literal.toString();
  }

  private static boolean isEscapedPunctuation(char c) {
    return !Character.isLetterOrDigit(c);
  }

  private static boolean topLevelAlternative(String regex) {
    int depth = 0;
    for (int i = 0; i < regex.length(); i++) {
      switch (regex.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '|' -> {
          if (depth <= 0) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
