package dev.sluice.dataplane.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What does the work of TLS towards clients: BoringSSL where its library is there for this machine,
 * else the JDK.
 */
public final class Engines {
  /** A system property; {@code jdk} takes the JDK for all. */
  static final String CHOICE = "sluice.tls.engine";

  private Engines() {}

  /**
   * For clients who get one of these certificates. Of two kinds of keys BoringSSL would have us
   * choose before it knows for which of them a client of TLS 1.2 has a cipher suite; and it asks
   * for no others than those that nearly everyone has.
   */
  public static SslProvider serving(List<KeyPair> pairs) {
    Set<String> kinds =
        pairs.stream().map(pair -> pair.key().getAlgorithm()).collect(Collectors.toSet());
    boolean simple = kinds.equals(Set.of("EC")) || kinds.equals(Set.of("RSA"));
    return simple && nativeOne() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /** Whether there is another one than the JDK. */
  public static boolean nativeOne() {
    return !"jdk".equals(System.getProperty(CHOICE)) && OpenSsl.isAvailable();
  }
}
