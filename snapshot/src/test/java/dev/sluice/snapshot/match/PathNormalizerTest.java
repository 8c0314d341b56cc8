package dev.sluice.snapshot.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PathNormalizerTest {
  @Test
  void two_ways_to_write_a_path_become_one() {
    assertThat(PathNormalizer.normalise("/a%7Eb")).isEqualTo("/a~b");
    assertThat(PathNormalizer.normalise("/a%2fb")).isEqualTo("/a%2Fb");
    assertThat(PathNormalizer.normalise("/a/./b/%2e%2e/c")).isEqualTo("/a/c");
    assertThat(PathNormalizer.normalise("/käse")).isEqualTo("/k%C3%A4se");
    assertThat(PathNormalizer.normalise("/k%c3%a4se")).isEqualTo("/k%C3%A4se");
  }

  @Test
  void what_is_no_path_is_refused() {
    for (String path : new String[] {"", "a", "/../a", "/a\\b", "/100%", "/a/..;/b", "/%ff"}) {
      assertThat(PathNormalizer.normalise(path)).as(path).isNull();
    }
  }
}
