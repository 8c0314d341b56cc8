package dev.sluice.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SharedTest {
  private final Shared shared = new Shared();

  private Object read(Form form, String json) {
    return shared.read(form, new JsonReader(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void equal_bytes_of_one_form_become_one_object() {
    Form texts = new Collected.Lists(Scalars.TEXT);
    Object one = read(texts, "[\"a\",\"b\"]");
    assertThat(one).isEqualTo(List.of("a", "b"));
    assertThat(read(texts, "[\"a\",\"b\"]")).isSameAs(one);
    assertThat(read(texts, "[\"a\",\"c\"]")).isEqualTo(List.of("a", "c"));
    assertThat(read(new Collected.Lists(Scalars.TEXT), "[\"a\",\"b\"]")).isEqualTo(one);
    assertThat(read(Scalars.TEXT, "\"a\"")).isEqualTo("a");
  }

  /** Whoever may write a route may choose its texts: 65,536 of one hash, of 32 characters each. */
  @Test
  @Timeout(60)
  void texts_with_one_hash_are_told_apart_without_trying_each() {
    List<String> same = new ArrayList<>(List.of(""));
    for (int i = 0; i < 16; i++) {
      List<String> longer = new ArrayList<>();
      for (String each : same) {
        longer.add(each + "Aa");
        longer.add(each + "BB");
      }
      same = longer;
    }
    for (String each : same) {
      assertThat(read(Scalars.TEXT, "\"" + each + "\"")).isEqualTo(each);
    }
    assertThat(same.stream().map(each -> "\"" + each + "\"").map(String::hashCode).distinct())
        .hasSize(1);
  }
}
