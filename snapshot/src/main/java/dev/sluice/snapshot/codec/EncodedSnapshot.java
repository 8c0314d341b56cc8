package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All entries as bytes, in 256 buckets by a hash of their key. A bucket's SHA-256 is over its
 * entries, sorted by key: the key's length (4 bytes, big endian), the key, the entry's SHA-256; the
 * revision is over the buckets' hashes. So a change costs the bucket it is in, and what did not
 * change is shared with the snapshot before.
 */
public final class EncodedSnapshot {
  private static final int BUCKETS = 256;
  public static final EncodedSnapshot EMPTY = empty();

  private final List<Map<EntryKey, EncodedEntry>> buckets;

  /** Of the buckets; null: nobody has asked yet. Under the lock of this, until {@link #hashed}. */
  private final byte[] @Nullable [] hashes;

  private volatile boolean hashed;
  private final Revision revision;
  private final int size;

  private EncodedSnapshot(List<Map<EntryKey, EncodedEntry>> buckets, byte[][] hashes) {
    this(buckets, hashes, root(hashes));
    this.hashed = true;
  }

  private EncodedSnapshot(
      List<Map<EntryKey, EncodedEntry>> buckets, byte[] @Nullable [] hashes, Revision revision) {
    this.buckets = buckets;
    this.hashes = hashes;
    this.revision = revision;
    int entries = 0;
    for (Map<EntryKey, EncodedEntry> bucket : buckets) {
      entries += bucket.size();
    }
    this.size = entries;
  }

  private static Revision root(byte[][] hashes) {
    MessageDigest root = Sha256.digest();
    for (byte[] hash : hashes) {
      root.update(hash);
    }
    return new Revision(HexFormat.of().formatHex(root.digest()));
  }

  private static EncodedSnapshot empty() {
    byte[][] hashes = new byte[BUCKETS][];
    Arrays.fill(hashes, Sha256.of(new byte[0]));
    List<Map<EntryKey, EncodedEntry>> buckets = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      buckets.add(Map.of());
    }
    return new EncodedSnapshot(buckets, hashes);
  }

  public static EncodedSnapshot of(Collection<EncodedEntry> entries) {
    return EMPTY.with(entries, List.of());
  }

  /** This snapshot with some entries put, new or anew, and some removed. */
  public EncodedSnapshot with(Collection<EncodedEntry> put, Collection<EntryKey> removed) {
    List<Map<EntryKey, EncodedEntry>> next = new ArrayList<>(buckets);
    boolean[] touched = changed(next, put, removed);
    byte[][] nextHashes = hashes().clone();
    for (int i = 0; i < BUCKETS; i++) {
      if (touched[i]) {
        nextHashes[i] = hash(next.get(i).values());
      }
    }
    return new EncodedSnapshot(next, nextHashes);
  }

  /**
   * The same, and whoever says what it hashes to is believed until {@link #verified()} is asked: to
   * hash thousands of entries takes a process that has just begun longer than to read them.
   *
   * @param said what it should hash to
   */
  public EncodedSnapshot with(
      Collection<EncodedEntry> put, Collection<EntryKey> removed, Revision said) {
    List<Map<EntryKey, EncodedEntry>> next = new ArrayList<>(buckets);
    boolean[] touched = changed(next, put, removed);
    byte[] @Nullable [] nextHashes = known();
    for (int i = 0; i < BUCKETS; i++) {
      if (touched[i]) {
        nextHashes[i] = null;
      }
    }
    return new EncodedSnapshot(next, nextHashes, said);
  }

  /** Which buckets are now others. */
  private static boolean[] changed(
      List<Map<EntryKey, EncodedEntry>> next,
      Collection<EncodedEntry> put,
      Collection<EntryKey> removed) {
    boolean[] touched = new boolean[BUCKETS];
    for (EntryKey key : removed) {
      mutable(next, touched, EncodedEntry.bucket(key)).remove(key);
    }
    for (EncodedEntry entry : put) {
      mutable(next, touched, entry.bucket()).put(entry.key(), entry);
    }
    return touched;
  }

  private synchronized byte[] @Nullable [] known() {
    return hashes.clone();
  }

  /** Of all buckets. Nobody changes it. */
  @SuppressWarnings("NullAway") // none is null once all are made
  private byte[][] hashes() {
    if (!hashed) {
      synchronized (this) {
        for (int i = 0; i < BUCKETS; i++) {
          if (hashes[i] == null) {
            hashes[i] = hash(buckets.get(i).values());
          }
        }
        hashed = true;
      }
    }
    return hashes;
  }

  /** Whether its entries hash to its revision. Takes long where nobody has hashed them yet. */
  public boolean verified() {
    return root(hashes()).equals(revision);
  }

  private static Map<EntryKey, EncodedEntry> mutable(
      List<Map<EntryKey, EncodedEntry>> buckets, boolean[] touched, int bucket) {
    if (!touched[bucket]) {
      touched[bucket] = true;
      buckets.set(bucket, new TreeMap<>(buckets.get(bucket)));
    }
    return buckets.get(bucket);
  }

  private static byte[] hash(Collection<EncodedEntry> sorted) {
    MessageDigest digest = Sha256.digest();
    for (EncodedEntry entry : sorted) {
      byte[] key = entry.key().text().getBytes(StandardCharsets.UTF_8);
      for (int shift = 24; shift >= 0; shift -= 8) {
        digest.update((byte) (key.length >>> shift));
      }
      digest.update(key);
      digest.update(entry.hash());
    }
    return digest.digest();
  }

  public Revision revision() {
    return revision;
  }

  public int size() {
    return size;
  }

  public @Nullable EncodedEntry entry(EntryKey key) {
    return buckets.get(EncodedEntry.bucket(key)).get(key);
  }

  /** All of them, in the same order for the same content. */
  public List<EncodedEntry> entries() {
    List<EncodedEntry> all = new ArrayList<>(size);
    buckets.forEach(bucket -> all.addAll(bucket.values()));
    return all;
  }

  /**
   * Tells of every bucket that is another in the snapshot of after. Into the others nobody looks.
   *
   * @param each takes the entries that it held before and those that it holds after, by their keys
   */
  public static void difference(
      EncodedSnapshot before,
      EncodedSnapshot after,
      BiConsumer<Map<EntryKey, EncodedEntry>, Map<EntryKey, EncodedEntry>> each) {
    for (int i = 0; i < BUCKETS; i++) {
      if (!before.sameBucket(i, after)) {
        each.accept(
            Collections.unmodifiableMap(before.buckets.get(i)),
            Collections.unmodifiableMap(after.buckets.get(i)));
      }
    }
  }

  private boolean sameBucket(int bucket, EncodedSnapshot other) {
    return Arrays.equals(hashes()[bucket], other.hashes()[bucket]);
  }

  /** In how many buckets they differ. */
  public int differingBuckets(EncodedSnapshot other) {
    int differing = 0;
    for (int i = 0; i < BUCKETS; i++) {
      differing += sameBucket(i, other) ? 0 : 1;
    }
    return differing;
  }

  @Override
  public String toString() {
    return "EncodedSnapshot[" + revision.brief() + ", " + size + " entries]";
  }
}
