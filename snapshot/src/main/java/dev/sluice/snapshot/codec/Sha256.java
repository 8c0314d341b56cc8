package dev.sluice.snapshot.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A fresh digest; every Java platform has SHA-256. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }
}
