package dev.sluice.snapshot.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Every Java platform has SHA-256. */
public final class Sha256 {
  /** One for a thread: to look one up takes longer than to hash a key with it. */
  private static final ThreadLocal<MessageDigest> OWN = ThreadLocal.withInitial(Sha256::digest);

  private Sha256() {}

  /** A fresh one. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] of(byte[] bytes) {
    return OWN.get().digest(bytes);
  }
}
