package dev.sluice.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Names are looked at character by character, as the expressions of their RFCs would. */
class NamesTest {
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> characters =
        Arbitraries.of('a', 'm', 'z', '0', '9', 'A', 'Z', '-', '.', '_', '~', ' ', '/', '\n', 'é');
    return characters.list().ofMaxSize(5).map(NamesTest::text);
  }

  private static String text(Iterable<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  @Property
  void a_label_is_what_rfc_1123_says(@ForAll("texts") String text) {
    assertThat(Names.label(text))
        .as(text)
        .isEqualTo(text.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
  }

  @Property
  void a_token_is_what_rfc_9110_says(@ForAll("texts") String text) {
    assertThat(Names.token(text)).as(text).isEqualTo(text.matches("[-A-Za-z0-9!#$%&'*+.^_`|~]+"));
  }

  @Test
  void a_token_may_hold_each_character_that_may_stand_in_one_and_no_other() {
    for (char c = 0; c < 256; c++) {
      assertThat(Names.token("x" + c))
          .as("%x", (int) c)
          .isEqualTo(("x" + c).matches("[-A-Za-z0-9!#$%&'*+.^_`|~]+"));
    }
  }

  @Test
  void a_label_has_63_characters_at_most() {
    assertThat(Names.label("a".repeat(63))).isTrue();
    assertThat(Names.label("a".repeat(64))).isFalse();
  }
}
