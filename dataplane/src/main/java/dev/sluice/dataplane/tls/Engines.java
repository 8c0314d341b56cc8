package dev.sluice.dataplane.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What does the work of TLS, towards clients and backends: BoringSSL where its library is there for
 * this machine, else the JDK.
 */
public final class Engines {
  /** A system property; {@code jdk} takes the JDK for all. */
  static final String CHOICE = "sluice.tls.engine";

  private Engines() {}

  /**
   * For clients who get one of these certificates. BoringSSL asks for no other keys than those that
   * nearly everyone has.
   */
  public static SslProvider serving(List<KeyPair> pairs) {
    return nativeOne() && pairs.stream().allMatch(Engines::usual)
        ? SslProvider.OPENSSL
        : SslProvider.JDK;
  }

  /**
   * For connections that we make ourselves.
   *
   * @param shown to whoever asks; null: nothing
   */
  public static SslProvider asking(@Nullable KeyPair shown) {
    return serving(shown == null ? List.of() : List.of(shown));
  }

  private static boolean usual(KeyPair pair) {
    String kind = pair.key().getAlgorithm();
    return kind.equals("EC") || kind.equals("RSA");
  }

  /** Whether there is another one than the JDK. */
  public static boolean nativeOne() {
    return !"jdk".equals(System.getProperty(CHOICE)) && OpenSsl.isAvailable();
  }
}
