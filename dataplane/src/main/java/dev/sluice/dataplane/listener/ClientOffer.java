package dev.sluice.dataplane.listener;

import io.netty.buffer.ByteBuf;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client says that it can verify, read off its first message (RFC 8446 §4.1.2, RFC 5246
 * §7.4.1.2): enough of it to choose between two kinds of keys, and no more. Numbers are those of
 * IANA's registry of TLS parameters.
 *
 * @param newest whether it speaks TLS 1.3
 * @param suites cipher suites of all versions
 * @param signatures schemes in its order of preference; null: it does not say
 * @param groups among them the curves that it knows; null: it does not say
 */
record ClientOffer(
    boolean newest,
    List<Integer> suites,
    @Nullable List<Integer> signatures,
    @Nullable List<Integer> groups) {
  private static final int TLS_1_3 = 0x0304;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int SUPPORTED_VERSIONS = 43;

  private static final int SECP256R1 = 23;
  private static final int SECP384R1 = 24;
  private static final int SECP521R1 = 25;

  /** Those of {@link CipherSuites} that go with a kind of key, in TLS 1.2. */
  private static final Set<Integer> WITH_ECDSA = Set.of(0xc02b, 0xc02c, 0xcca9);

  private static final Set<Integer> WITH_RSA = Set.of(0xc02f, 0xc030, 0xcca8);

  /** RSASSA-PSS, which is all that TLS 1.3 takes of RSA (RFC 8446 §4.2.3). */
  private static final Set<Integer> PSS = Set.of(0x0804, 0x0805, 0x0806);

  private static final Set<Integer> PKCS1 = Set.of(0x0401, 0x0501, 0x0601);
  private static final Set<Integer> ECDSA = Set.of(0x0403, 0x0503, 0x0603);

  /** Says nothing: one that cannot be read, and will fail. */
  static final ClientOffer NONE = new ClientOffer(false, List.of(), null, null);

  ClientOffer {
    suites = List.copyOf(suites);
    signatures = signatures == null ? null : List.copyOf(signatures);
    groups = groups == null ? null : List.copyOf(groups);
  }

  /**
   * Leaves the reader's place as it is.
   *
   * @param hello from its version on
   */
  static ClientOffer of(ByteBuf hello) {
    try {
      return read(hello.slice());
    } catch (IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  private static ClientOffer read(ByteBuf in) {
    in.skipBytes(2 + 32);
    in.skipBytes(in.readUnsignedByte());
    List<Integer> suites = numbers(in.readSlice(in.readUnsignedShort()));
    in.skipBytes(in.readUnsignedByte());
    boolean newest = false;
    @Nullable List<Integer> signatures = null;
    @Nullable List<Integer> groups = null;
    ByteBuf extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
    while (extensions.isReadable()) {
      int kind = extensions.readUnsignedShort();
      ByteBuf body = extensions.readSlice(extensions.readUnsignedShort());
      if (kind == SUPPORTED_VERSIONS) {
        newest = numbers(body.readSlice(body.readUnsignedByte())).contains(TLS_1_3);
      } else if (kind == SIGNATURE_ALGORITHMS) {
        signatures = numbers(body.readSlice(body.readUnsignedShort()));
      } else if (kind == SUPPORTED_GROUPS) {
        groups = numbers(body.readSlice(body.readUnsignedShort()));
      }
    }
    return new ClientOffer(newest, suites, signatures, groups);
  }

  private static List<Integer> numbers(ByteBuf in) {
    List<Integer> all = new ArrayList<>(in.readableBytes() / 2);
    while (in.isReadable()) {
      all.add(in.readUnsignedShort());
    }
    return all;
  }

  /**
   * Which of several keys it can verify. With TLS 1.3 the one that it prefers; with TLS 1.2, where
   * the choice is the server's, ECDSA, which costs less. Where it can verify none the first: the
   * handshake is to fail by itself, and say why.
   *
   * @param keys of EC and RSA, each kind once
   * @return its place
   */
  int choose(List<PublicKey> keys) {
    int chosen = newest ? preferred(keys) : usable(keys);
    return Math.max(chosen, 0);
  }

  private int preferred(List<PublicKey> keys) {
    for (int scheme : signatures == null ? List.<Integer>of() : signatures) {
      for (int i = 0; i < keys.size(); i++) {
        if (verifies(keys.get(i), scheme)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** In TLS 1.3 a scheme of ECDSA is for one curve. */
  private static boolean verifies(PublicKey key, int scheme) {
    return switch (curve(key)) {
      case SECP256R1 -> scheme == 0x0403;
      case SECP384R1 -> scheme == 0x0503;
      case SECP521R1 -> scheme == 0x0603;
      default -> PSS.contains(scheme);
    };
  }

  private int usable(List<PublicKey> keys) {
    int usable = -1;
    for (int i = 0; i < keys.size(); i++) {
      int curve = curve(keys.get(i));
      if (older(curve) && (usable < 0 || curve != 0)) {
        usable = i;
      }
    }
    return usable;
  }

  private boolean older(int curve) {
    if (curve == 0) {
      return any(suites, WITH_RSA)
          && (signatures == null || any(signatures, PSS) || any(signatures, PKCS1));
    }
    return any(suites, WITH_ECDSA)
        && (signatures == null || any(signatures, ECDSA))
        && (groups == null || groups.contains(curve));
  }

  private static boolean any(List<Integer> offered, Set<Integer> wanted) {
    return offered.stream().anyMatch(wanted::contains);
  }

  /** The number of its curve among the groups (RFC 8422 §5.1.1), by its size; 0: it is RSA. */
  private static int curve(PublicKey key) {
    if (!(key instanceof ECPublicKey ec)) {
      return 0;
    }
    int bits = ec.getParams().getCurve().getField().getFieldSize();
    return bits == 256 ? SECP256R1 : bits == 384 ? SECP384R1 : SECP521R1;
  }
}
