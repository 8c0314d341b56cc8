package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOfferTest {
  private static PublicKey rsa;
  private static PublicKey p256;
  private static PublicKey p384;

  @BeforeAll
  static void keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair().getPublic();
    p256 = ec("secp256r1");
    p384 = ec("secp384r1");
  }

  private static PublicKey ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPublic();
  }

  private static String chosen(ClientOffer offer, PublicKey... keys) {
    return keys[offer.choose(List.of(keys))].getAlgorithm();
  }

  /** Version and random; session; suites; compression; extensions. Words in hexadecimal. */
  static byte[] hello(String suites, String... extensions) {
    String all = String.join("", extensions);
    return HexFormat.of()
        .parseHex("0303" + "11".repeat(32) + "02abcd" + sized(suites) + "0100" + sized(all));
  }

  private static String sized(String hex) {
    return String.format("%04x", hex.length() / 2) + hex;
  }

  private static String extension(String kind, String body) {
    return kind + sized(body);
  }

  private static final String NEWEST = extension("002b", "06" + "0a0a" + "0304" + "0303");

  private static String signatures(String schemes) {
    return extension("000d", sized(schemes));
  }

  private static String groups(String groups) {
    return extension("000a", sized(groups));
  }

  private static ClientOffer offer(byte[] hello) {
    return ClientOffer.of(Unpooled.wrappedBuffer(hello));
  }

  /** Whichever stands first here: it is the client's order that counts. */
  @ParameterizedTest
  @CsvSource({
    "04030804, EC",
    "08040403, RSA",
    "040108050403, RSA",
    "05030804, RSA",
    "0401, RSA",
    "0503, RSA",
    "0603020304010403, EC",
  })
  void with_tls_1_3_the_client_gets_what_it_prefers(String schemes, String kind) {
    ClientOffer offer = offer(hello("1301c02bc02f", NEWEST, signatures(schemes)));
    assertThat(chosen(offer, rsa, p256)).isEqualTo(kind);
  }

  @Test
  void with_tls_1_3_a_scheme_is_for_one_curve() {
    ClientOffer offer = offer(hello("1301", NEWEST, signatures("050308040403")));
    assertThat(chosen(offer, rsa, p384)).isEqualTo("EC");
    assertThat(chosen(offer, rsa, p256)).isEqualTo("RSA");
  }

  @ParameterizedTest
  @CsvSource({
    "c02fc02b, 08040403, 001d0017, EC",
    "c02f, 08040403, 001d0017, RSA",
    "cca9, 08040403, 001d0017, EC",
    "c02fc02b, 0804, 001d0017, RSA",
    "c02fc02b, 0403, 001d0017, EC",
    "c02fc02b, 08040403, 001d, RSA",
    "c02fc02b, 0401, 0017, RSA",
    "c02b, 0804, 0017, RSA",
  })
  void with_tls_1_2_suites_signatures_and_curves_must_fit(
      String suites, String schemes, String groups, String kind) {
    ClientOffer offer = offer(hello(suites, groups(groups), signatures(schemes)));
    assertThat(chosen(offer, rsa, p256)).isEqualTo(kind);
  }

  @Test
  void a_client_that_does_not_say_is_taken_to_know_all() {
    assertThat(chosen(offer(hello("c02fc02b")), rsa, p256)).isEqualTo("EC");
  }

  @Test
  void what_breaks_off_anywhere_is_no_offer() {
    byte[] whole = hello("1301c02bc02f", NEWEST, groups("0017"), signatures("0403"));
    assertThat(chosen(offer(whole), rsa, p256)).isEqualTo("EC");
    for (int length = 0; length < whole.length; length++) {
      ByteBuf part = Unpooled.wrappedBuffer(whole, 0, length);
      assertThat(ClientOffer.of(part).signatures()).as("%d bytes", length).isNull();
      assertThat(part.readerIndex()).isZero();
    }
  }
}
