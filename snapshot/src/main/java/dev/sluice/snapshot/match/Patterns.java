package dev.sluice.snapshot.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions, compiled where they are small enough. RE2 is linear in the input, but its
 * factor is the size of the program, and nested counts multiply: {@code ((a{1000}){1000}){1000}} is
 * short to write and too large for any heap. So the size is reckoned before anything is compiled;
 * operator and data plane ask here, and agree.
 */
public final class Patterns {
  /**
   * Longest text of an expression, in chars; the operator's own fallbacks escape what they quote.
   */
  public static final int MAX_LENGTH = 4096;

  /** Largest program, in steps: what one byte of input can cost. */
  public static final int MAX_STEPS = 2000;

  /** Groups in groups: the compiler recurses. */
  public static final int MAX_DEPTH = 100;

  private Patterns() {}

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static Pattern compile(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an expression is longer than " + MAX_LENGTH);
    }
    if (new Size(regex).steps() > MAX_STEPS) {
      throw new IllegalArgumentException(
          "'"
              + regex
              + "' is too large: counts such as {1,100} multiply when nested, and a program may"
              + " have at most "
              + MAX_STEPS
              + " steps");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'"
              + regex
              + "' is no RE2 expression ("
              + e.getDescription()
              + "); RE2 has no backreferences and no look-around",
          e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("'" + regex + "' is no RE2 expression", e);
    }
  }

  /** Reckons a program's size from the text; what it does not understand counts as letters. */
  private static final class Size {
    private final String regex;
    private int at;

    /** Of each open group: the steps before it. */
    private final Deque<Long> outer = new ArrayDeque<>();

    private long sum;
    private long atom;

    Size(String regex) {
      this.regex = regex;
    }

    long steps() {
      while (at < regex.length()) {
        char c = regex.charAt(at);
        switch (c) {
          case '\\' -> escape();
          case '[' -> {
            next(1);
            at = classEnd();
          }
          case '(' -> {
            next(0);
            outer.push(sum);
            sum = 0;
            at++;
            if (outer.size() > MAX_DEPTH) {
              return Long.MAX_VALUE;
            }
          }
          case ')' -> close();
          case '*', '+', '?' -> {
            atom++;
            at++;
          }
          case '{' -> repeat();
          default -> {
            next(1);
            at++;
          }
        }
        if (sum + atom > MAX_STEPS) {
          return Long.MAX_VALUE;
        }
      }
      while (!outer.isEmpty()) {
        close();
      }
      return sum + atom;
    }

    /** Begins an atom. */
    private void next(long size) {
      sum += atom;
      atom = size;
    }

    private void close() {
      at++;
      if (!outer.isEmpty()) {
        // Two more for the capture.
        long inner = sum + atom + 2;
        sum = outer.pop();
        atom = inner;
      }
    }

    private void escape() {
      if (!regex.startsWith("\\Q", at)) {
        next(1);
        at += 2;
        return;
      }
      int end = regex.indexOf("\\E", at);
      int stop = end < 0 ? regex.length() : end;
      for (at += 2; at < stop; at++) {
        next(1);
      }
      at = end < 0 ? stop : end + 2;
    }

    private int classEnd() {
      int i = at + 1;
      if (i < regex.length() && regex.charAt(i) == '^') {
        i++;
      }
      for (int first = i; i < regex.length(); i++) {
        char c = regex.charAt(i);
        if (c == '\\') {
          i++;
        } else if (regex.startsWith("[:", i) && regex.indexOf(":]", i) > 0) {
          i = regex.indexOf(":]", i) + 1;
        } else if (c == ']' && i > first) {
          return i + 1;
        }
      }
      return regex.length();
    }

    private void repeat() {
      int end = regex.indexOf('}', at);
      String count = end < 0 ? "" : regex.substring(at + 1, end);
      if (!count.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
        next(1);
        at++;
        return;
      }
      int comma = count.indexOf(',');
      long least = Long.parseLong(comma < 0 ? count : count.substring(0, comma));
      boolean bounded = comma >= 0 && comma < count.length() - 1;
      long most = bounded ? Long.parseLong(count.substring(comma + 1)) : least + 1;
      // A repeated atom that may be absent takes a step to decide.
      long each = bounded ? atom + 1 : atom;
      atom = Math.max(1, Math.max(least, most)) * each;
      at = end + 1;
    }
  }
}
