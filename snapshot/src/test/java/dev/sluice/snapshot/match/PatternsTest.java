package dev.sluice.snapshot.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.re2j.Pattern;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PatternsTest {
  @Test
  void a_short_expression_that_no_heap_could_hold_is_refused_before_it_is_compiled() {
    for (String regex :
        List.of(
            "(((a{1000}){1000}){1000})",
            "((((a{100}){100}){100}){100})",
            "(?:(?:(?:a{1000}){1000}){1000})",
            "((([(]{1000}){1000}){1000})",
            "(((\\({1000}){1000}){1000})",
            "((([]]{1000}){1000}){1000})",
            "((([[:alpha:]]{1000}){1000}){1000})",
            "(((\\Q(\\E{1000}){1000}){1000})",
            "(((a{0,1000}){0,1000}){0,1000})",
            "(((\\pL{1000}){1000}){1000})",
            "(".repeat(500) + "a" + ")".repeat(500))) {
      assertThatIllegalArgumentException()
          .as(regex)
          .isThrownBy(() -> Patterns.compile(regex))
          .withMessageContaining("too large");
    }
  }

  @Test
  void what_people_write_is_compiled() {
    for (String regex :
        List.of(
            "/v[0-9]+/.*",
            "[a-z0-9]{1,255}",
            "/users/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            "(?i)/img/.*\\.(png|jpe?g|webp)",
            "\\p{L}+{",
            "x{,3}")) {
      assertThat(Patterns.compile(regex).pattern()).isEqualTo(regex);
    }
  }

  /** A machine that backtracks would take longer than the universe is old. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void no_input_makes_a_match_slow() {
    String input = "a".repeat(64 * 1024);
    for (String regex : List.of("(a+)+b", "(a|aa)+b", "(.*)*x", "(a*)*(a*)*b", "(?i)(a|A)*c")) {
      assertThat(Patterns.compile(regex).matches(input)).as(regex).isFalse();
    }
  }

  @Test
  void what_is_no_expression_says_what_is_wrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Patterns.compile("/a("))
        .withMessageContaining("'/a(' is no RE2 expression (missing closing ))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Patterns.compile("/(?=x)"))
        .withMessageContaining("no look-around");
  }

  @Property(tries = 3000)
  void what_is_let_through_is_no_larger_than_reckoned(
      @ForAll
          @Chars({
            'a', '(', ')', '[', ']', '{', '2', '9', ',', '}', '\\', 'Q', 'E', '|', '*', ':', '^',
            '?'
          })
          @Size(max = 14)
          List<Character> text) {
    StringBuilder regex = new StringBuilder();
    text.forEach(regex::append);
    Pattern pattern;
    try {
      pattern = Patterns.compile(regex.toString());
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(pattern.programSize()).isLessThan(2 * Patterns.MAX_STEPS);
  }
}
