package dev.sluice.operator.compile.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "localhost", "shop.example.com", "a-b.c--d.e", "1.2.3.4"})
  void names_have_labels_of_letters_digits_and_dashes_inside(String name) {
    assertThat(Hosts.valid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "-", "a.", ".a", "a..b", "-a", "a-", "x1-.y", "a.-b", "a-.b", "a_b", "A", "*.a",
        "a b", "é", "a:80", "a/b"
      })
  void anything_else_is_none(String text) {
    assertThat(Hosts.valid(text)).isFalse();
  }
}
