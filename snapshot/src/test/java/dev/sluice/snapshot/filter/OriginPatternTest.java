package dev.sluice.snapshot.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginPatternTest {
  @ParameterizedTest
  @CsvSource({
    "*, https://anything.test, true",
    "*, null, true",
    "https://a.example.com, https://a.example.com, true",
    "https://a.example.com, http://a.example.com, false",
    "https://a.example.com, https://a.example.com:8443, false",
    "https://A.Example.com:443, https://a.example.com, true",
    "http://a.example.com:80, http://a.example.com, true",
    "http://a.example.com:443, http://a.example.com, false",
    "https://*.example.com, https://a.example.com, true",
    "https://*.example.com, https://a.b.example.com, true",
    "https://*.example.com, https://example.com, false",
    "https://*.example.com, https://.example.com, false",
    "https://*.example.com, https://evilexample.com, false",
    "https://*.example.com, https://a.example.com.evil.test, false",
    "https://*.example.com, https://evil.test/.example.com, false",
    "https://*.example.com, https://evil.test#.example.com, false",
    "https://*.example.com, https://evil.test:80.example.com, false",
    "https://*.example.com, http://a.example.com, false",
    "https://*.example.com, https://a.example.com:444, false",
    "https://*.example.com:444, https://a.example.com:444, true",
    "https://*.example.com:444, https://a.example.com, false",
    "https://*.example.com:*, https://a.example.com:1, true",
    "https://*.example.com:*, https://a.example.com, true",
    "http://localhost:*, http://localhost:3000, true",
    "http://localhost:*, http://localhost, true",
    "http://localhost:*, http://localhost.evil.test:3000, false",
    "http://localhost:*, http://evil.test:3000, false",
    "http://localhost:*, http://localhost:, false",
    "http://[::1]:8080, http://[::1]:8080, true",
    "http://[::1]:*, http://[::1]:8080, true",
    "http://[::1]:*, http://[::1], true",
    "https://a.example.com, null, false",
  })
  void an_origin_is_covered_or_not(String pattern, String origin, boolean covered) {
    assertThat(OriginPattern.parse(pattern).covers(origin)).isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "example.com",
        "https://",
        "https://*",
        "https://*.",
        "https://a.example.com/",
        "https://a.*.com",
        "https://*a.example.com",
        "https://a.example.com:port",
        "https://user@a.example.com",
        "https://*.[::1]",
        "https://a b"
      })
  void what_is_no_origin_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> OriginPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as https://app.example.com");
  }

  @Test
  void a_port_is_one_that_there_is() {
    assertThatThrownBy(() -> OriginPattern.parse("https://a.example.com:0"))
        .hasMessageContaining("write 1 to 65535");
  }
}
