package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.tls.KeyPair;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslContext;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the handshakes of a server name go by: one context, or one for each of its certificates, as
 * BoringSSL wants it. Sessions are resumed within each: what a client offers when it comes back is
 * what it offered, and so it gets the same one.
 */
final class Contexts {
  private final List<PublicKey> keys;
  private final List<SslContext> contexts;

  /**
   * @param contexts one, or as many as pairs
   */
  Contexts(List<KeyPair> pairs, List<SslContext> contexts) {
    this.keys = pairs.stream().map(pair -> pair.chain()[0].getPublicKey()).toList();
    this.contexts = List.copyOf(contexts);
  }

  /**
   * The one for a client.
   *
   * @param hello its first message; null: it was none
   */
  SslContext of(@Nullable ByteBuf hello) {
    if (contexts.size() == 1) {
      return contexts.get(0);
    }
    ClientOffer offer = hello == null ? ClientOffer.NONE : ClientOffer.of(hello);
    return contexts.get(offer.choose(keys));
  }
}
