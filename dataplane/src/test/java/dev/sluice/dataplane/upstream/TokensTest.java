package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokensTest {
  private static final ServicePort CART = new ServicePort("web", "cart", 80);
  private static final List<Endpoint> ALL =
      IntStream.range(0, 100).mapToObj(i -> new Endpoint("10.0.0." + i, 80)).toList();
  private static final byte[] KEY = new byte[32];
  private static final byte[] OTHER = "another key of thirty-two bytes.".getBytes();

  private final Tokens tokens = new Tokens(List.of(KEY), CART, ALL);

  private static String name(Tokens of, int i) {
    return java.util.Objects.requireNonNull(of.of(ALL.get(i)));
  }

  @Test
  void each_endpoint_is_found_by_its_own_name() {
    for (int i = 0; i < ALL.size(); i++) {
      assertThat(tokens.position(name(tokens, i))).isEqualTo(i);
    }
  }

  @Test
  void a_name_holds_for_one_service_and_one_key() {
    String name = name(tokens, 7);
    ServicePort other = new ServicePort("web", "cart-next", 80);
    assertThat(new Tokens(List.of(KEY), other, ALL).position(name)).isEqualTo(-1);
    assertThat(new Tokens(List.of(OTHER), CART, ALL).position(name)).isEqualTo(-1);
    assertThat(new Tokens(List.of(OTHER, KEY), CART, ALL).position(name)).isEqualTo(7);
  }

  @Test
  void a_name_with_any_character_changed_is_nobodys() {
    String name = name(tokens, 0);
    for (int i = 0; i < name.length(); i++) {
      char changed = name.charAt(i) == 'x' ? 'y' : 'x';
      String forged = name.substring(0, i) + changed + name.substring(i + 1);
      assertThat(tokens.position(forged)).as(forged).isEqualTo(-1);
    }
  }

  @Test
  void what_is_no_name_at_all_is_nobodys() {
    for (String text : List.of("", "x", "=".repeat(32), "é".repeat(32), "A".repeat(33))) {
      assertThat(tokens.position(text)).as(text).isEqualTo(-1);
    }
  }
}
