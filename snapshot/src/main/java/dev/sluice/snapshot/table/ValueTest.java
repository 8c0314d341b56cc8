package dev.sluice.snapshot.table;

import com.google.re2j.Pattern;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.Patterns;
import dev.sluice.snapshot.match.ValueMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A match on one named value, its pattern compiled. Safe for all threads. */
public final class ValueTest {
  private static final ValueTest[] NONE = {};

  final String name;
  private final @Nullable String exact;
  private final @Nullable Pattern pattern;
  private final boolean present;

  private ValueTest(
      String name, @Nullable String exact, @Nullable Pattern pattern, boolean present) {
    this.name = name;
    this.exact = exact;
    this.pattern = pattern;
    this.present = present;
  }

  static ValueTest[] of(List<NamedMatch> matches) {
    if (matches.isEmpty()) {
      return NONE;
    }
    ValueTest[] tests = new ValueTest[matches.size()];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = of(matches.get(i));
    }
    return tests;
  }

  public static ValueTest of(NamedMatch match) {
    return match
        .value()
        .on(
            new ValueMatch.Cases<>() {
              @Override
              public ValueTest exact(ValueMatch.Exact exact) {
                return new ValueTest(match.name(), exact.value(), null, true);
              }

              @Override
              public ValueTest regex(ValueMatch.Regex regex) {
                Pattern pattern = Patterns.compile(regex.pattern());
                return new ValueTest(match.name(), null, pattern, true);
              }

              @Override
              public ValueTest present(ValueMatch.Present present) {
                return new ValueTest(match.name(), null, null, present.present());
              }
            });
  }

  /** Of the header, query parameter or cookie. */
  public String name() {
    return name;
  }

  /** Null: there is none. */
  public boolean holds(@Nullable String value) {
    if (value == null) {
      return !present;
    }
    if (exact != null) {
      return exact.equals(value);
    }
    return pattern != null ? pattern.matches(value) : present;
  }

  boolean wantsPresence() {
    return present;
  }

  /** In words, what the rule wants. */
  String wish() {
    if (exact != null) {
      return "'" + exact + "'";
    }
    if (pattern != null) {
      return "a value that matches '" + pattern.pattern() + "'";
    }
    return present ? "it present" : "it absent";
  }
}
