package dev.sluice.snapshot.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 203.0.113.9, true",
    "2001:db8::/32, 2001:db8:1::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "fd00::/8, fdff::1, true",
    "2001:db8::/64, 2001:db8:0:0:1::1, true",
    "10.0.0.0/8, 10.0.0, false",
    "10.0.0.0/8, 10.0.0.010, false",
    "10.0.0.0/8, 10.0.0.1.1, false",
    "10.0.0.0/8, localhost, false",
    "::/0, fe80::1%lo, false",
  })
  void an_address_is_in_a_range_or_not(String ranges, String address, boolean in) {
    assertThat(AddressRanges.parse(ranges).contains(address)).isEqualTo(in);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "1.2.3", "::1/129", "a:"})
  void what_is_no_range_is_refused(String text) {
    assertThatThrownBy(() -> AddressRanges.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 10.0.0.0/8");
  }
}
