package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Sha256;
import dev.sluice.snapshot.route.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One entry as bytes, with their hash, which is made when it is asked for. Immutable: nobody
 * changes the arrays.
 */
public final class EncodedEntry {
  private final EntryKey key;
  private final byte[] json;
  private final int bucket;
  private volatile byte @Nullable [] hash;

  private EncodedEntry(EntryKey key, byte[] json) {
    this.key = key;
    this.json = json;
    this.bucket = bucket(key);
  }

  /** Canonical: equal entries have equal bytes. */
  public static EncodedEntry of(Entry entry) {
    return new EncodedEntry(entry.key(), EntryCodec.encode(entry));
  }

  /** As received: the hash covers every byte, whether it is understood or not. */
  public static EncodedEntry received(EntryKey key, byte[] json) {
    return new EncodedEntry(key, json);
  }

  /** From what Java says of a String's hash, which is the same everywhere (JDK, String). */
  static int bucket(EntryKey key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & 0xff;
  }

  public EntryKey key() {
    return key;
  }

  public byte[] json() {
    return json;
  }

  /**
   * What it says.
   *
   * @throws IllegalArgumentException where this version cannot read it
   */
  public Entry decode() {
    return decode(new Shared());
  }

  /**
   * What it says.
   *
   * @param shared the same one for all that are read together
   * @throws IllegalArgumentException where this version cannot read it
   */
  public Entry decode(Shared shared) {
    return EntryCodec.decode(key, json, shared);
  }

  int bucket() {
    return bucket;
  }

  /** Of the bytes. Nobody changes it. */
  byte[] hash() {
    byte[] known = hash;
    if (known == null) {
      known = Sha256.of(json);
      hash = known;
    }
    return known;
  }

  public boolean sameContent(EncodedEntry other) {
    return Arrays.equals(json, other.json);
  }

  @Override
  public String toString() {
    return "EncodedEntry[" + key + "]";
  }
}
