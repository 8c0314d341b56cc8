package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.upstream.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of an upstream are called in clients' cookies: HMAC-SHA-256 of what they are,
 * cut to 24 bytes, in base64url. Whoever lacks the key can neither read nor make one, and every
 * data plane that has it makes the same. They are made when endpoints change, never by a request.
 */
final class Tokens {
  private static final int LENGTH = 32;
  private static final int HANDLE = Long.BYTES;
  private static final int BYTES = 24;
  private static final String ALGORITHM = "HmacSHA256";

  private final Map<Endpoint, String> names = new HashMap<>();

  /** The first bytes of each token, sorted: to find one is no secret, to have the rest right is. */
  private final long[] handles;

  private final byte[][] proofs;
  private final int[] positions;

  private record Token(long handle, byte[] proof, int position) {}

  /**
   * Not on an event loop: this takes about a microsecond for each endpoint and key.
   *
   * @param keys the first one makes new names, all of them are understood
   */
  Tokens(List<byte[]> keys, ServicePort of, List<Endpoint> endpoints) {
    Token[] all = new Token[keys.size() * endpoints.size()];
    int n = 0;
    for (byte[] key : keys) {
      Mac mac = mac(key);
      for (int i = 0; i < endpoints.size(); i++) {
        byte[] token = Arrays.copyOf(mac.doFinal(text(of, endpoints.get(i))), BYTES);
        names.putIfAbsent(
            endpoints.get(i), Base64.getUrlEncoder().withoutPadding().encodeToString(token));
        all[n++] = new Token(ByteBuffer.wrap(token).getLong(), rest(token), i);
      }
    }
    Arrays.sort(all, Comparator.comparingLong(Token::handle));
    handles = Arrays.stream(all).mapToLong(Token::handle).toArray();
    proofs = Arrays.stream(all).map(Token::proof).toArray(byte[][]::new);
    positions = Arrays.stream(all).mapToInt(Token::position).toArray();
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static byte[] text(ServicePort of, Endpoint endpoint) {
    return ("sluice affinity\0" + of + '\0' + endpoint).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] rest(byte[] token) {
    return Arrays.copyOfRange(token, HANDLE, BYTES);
  }

  /** What an endpoint is called; null: it is none of these. */
  @Nullable String of(Endpoint endpoint) {
    return names.get(endpoint);
  }

  /** Position of the endpoint that is called so; -1: none is. */
  int position(String token) {
    byte[] bytes = bytes(token);
    if (bytes == null) {
      return -1;
    }
    int at = Arrays.binarySearch(handles, ByteBuffer.wrap(bytes).getLong());
    return at >= 0 && MessageDigest.isEqual(proofs[at], rest(bytes)) ? positions[at] : -1;
  }

  /** Null: it is no token, whatever the keys are. */
  private static byte @Nullable [] bytes(String token) {
    if (token.length() != LENGTH) {
      return null;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = token.charAt(i);
      boolean known =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!known) {
        return null;
      }
    }
    return Base64.getUrlDecoder().decode(token);
  }
}
