package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A header section (RFC 9110 §6.3): one block of bytes and an index of the fields in it. Names are
 * compared without case as bytes; strings are made only when asked for; a field that nobody touches
 * is forwarded as the bytes that came in. Edits append to the block and never move what stands
 * there, so that offsets into it stay true.
 *
 * <p>Reusable: a codec keeps one for each connection or stream and {@link #clear()}s it between
 * messages. Values are ISO-8859-1, as they are on the wire (RFC 9110 §5.5).
 */
public final class HeaderSection extends HeaderBlock {
  private static final int SLOT = 5;

  /** For each field: name start, name end, value start, value end, name hash; start -1: removed. */
  private int[] index;

  private int slots;

  /** One bit for each hash of a name that was here since {@link #clear()}: most names never are. */
  private long seen;

  public HeaderSection() {
    this(1024, 24);
  }

  public HeaderSection(int bytesHint, int fieldsHint) {
    super(bytesHint);
    index = new int[fieldsHint * SLOT];
  }

  /** The same block and index, so that offsets into this one are offsets into that one too. */
  HeaderSection copy() {
    HeaderSection copy = new HeaderSection(used + 256, slots + 8);
    copy.append(bytes, 0, used);
    System.arraycopy(index, 0, copy.index, 0, slots * SLOT);
    copy.slots = slots;
    copy.seen = seen;
    return copy;
  }

  /** Forgets every field and every byte. */
  public void clear() {
    used = 0;
    slots = 0;
    seen = 0;
  }

  // ---- fields, for codecs

  /** Declares a field whose name and value stand in the block already. */
  public void index(int nameStart, int nameEnd, int valueStart, int valueEnd, int nameHash) {
    int at = slots * SLOT;
    if (at == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    index[at] = nameStart;
    index[at + 1] = nameEnd;
    index[at + 2] = valueStart;
    index[at + 3] = valueEnd;
    index[at + 4] = nameHash;
    slots++;
    seen |= HeaderName.bit(nameHash);
  }

  // ---- reading

  /** Upper bound of field positions; some of them may have been removed: see {@link #live}. */
  public int size() {
    return slots;
  }

  /** Whether the field at a position is still there. */
  public boolean live(int i) {
    return index[i * SLOT] >= 0;
  }

  /** Position of the first field of the name, or -1. */
  public int find(HeaderName name) {
    return find(name, 0);
  }

  /** Position of the first field of the name at or after a position, or -1. */
  public int find(HeaderName name, int from) {
    if ((seen & name.bit) == 0) {
      return -1;
    }
    for (int i = from; i < slots; i++) {
      if (is(i, name)) {
        return i;
      }
    }
    return -1;
  }

  public boolean contains(HeaderName name) {
    return find(name, 0) >= 0;
  }

  /** Whether the field at a position has the name. */
  public boolean is(int i, HeaderName name) {
    int at = i * SLOT;
    int start = index[at];
    return index[at + 4] == name.hash && start >= 0 && name.is(bytes, start, index[at + 1]);
  }

  public int nameStart(int i) {
    return index[i * SLOT];
  }

  public int nameEnd(int i) {
    return index[i * SLOT + 1];
  }

  /** Hash of the name without case. */
  public int nameHash(int i) {
    return index[i * SLOT + 4];
  }

  public int valueStart(int i) {
    return index[i * SLOT + 2];
  }

  public int valueEnd(int i) {
    return index[i * SLOT + 3];
  }

  /** The name as it came. */
  public String nameAt(int i) {
    return text(nameStart(i), nameEnd(i));
  }

  public String valueAt(int i) {
    return text(valueStart(i), valueEnd(i));
  }

  /** Value of the first field of the name. */
  public @Nullable String value(HeaderName name) {
    int i = find(name, 0);
    return i < 0 ? null : valueAt(i);
  }

  /** Values of all fields of the name, joined by ", " (RFC 9110 §5.3). */
  public @Nullable String combined(HeaderName name) {
    int i = find(name, 0);
    if (i < 0) {
      return null;
    }
    int next = find(name, i + 1);
    if (next < 0) {
      return valueAt(i);
    }
    StringBuilder all = new StringBuilder(valueAt(i));
    while (next >= 0) {
      all.append(", ").append(valueAt(next));
      next = find(name, next + 1);
    }
    return all.toString();
  }

  /**
   * Like {@link #combined(HeaderName)}, for a lower-case name that was not made ready beforehand.
   */
  public @Nullable String combined(String lowerName) {
    return combined(HeaderName.of(lowerName));
  }

  /** Whether the value at a position is the token, without case. */
  public boolean valueIs(int i, HeaderName token) {
    return token.is(bytes, valueStart(i), valueEnd(i));
  }

  /** Whether a comma-separated list field names the token, without case, in any of its fields. */
  public boolean lists(HeaderName name, HeaderName token) {
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      if (token.isListed(bytes, valueStart(i), valueEnd(i))) {
        return true;
      }
    }
    return false;
  }

  // ---- editing

  /** Appends a field; its name goes out in lower case. The value must hold no CR, LF or NUL. */
  @SuppressWarnings("deprecation") // takes the low bytes, which is what ISO-8859-1 is, and no array
  public void add(HeaderName name, String value) {
    int length = value.length();
    int valueStart = appendLine(name.lower, 0, name.lower.length, length);
    value.getBytes(0, length, bytes, valueStart);
    indexLine(valueStart - 2 - name.lower.length, valueStart, length, name.hash);
  }

  /** Appends a field whose value is ready as bytes. */
  public void add(HeaderName name, byte[] value) {
    int valueStart = appendLine(name.lower, 0, name.lower.length, value.length);
    System.arraycopy(value, 0, bytes, valueStart, value.length);
    indexLine(valueStart - 2 - name.lower.length, valueStart, value.length, name.hash);
  }

  /** Appends a field whose value is a stretch of bytes. */
  public void add(HeaderName name, byte[] value, int at, int length) {
    add(name.lower, 0, name.lower.length, name.hash, value, at, length);
  }

  /**
   * Appends a field whose name, in lower case, and value are stretches of bytes.
   *
   * @param nameHash as {@link HeaderName#hashStep} makes it
   */
  public void add(
      byte[] name, int nameAt, int nameLength, int nameHash, byte[] value, int at, int length) {
    int valueStart = appendLine(name, nameAt, nameLength, length);
    System.arraycopy(value, at, bytes, valueStart, length);
    indexLine(valueStart - 2 - nameLength, valueStart, length, nameHash);
  }

  private void indexLine(int nameStart, int valueStart, int valueLength, int hash) {
    index(nameStart, valueStart - 2, valueStart, valueStart + valueLength, hash);
  }

  /** Leaves exactly one field of the name. */
  public void set(HeaderName name, String value) {
    remove(name);
    add(name, value);
  }

  public void remove(HeaderName name) {
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      removeAt(i);
    }
  }

  public void removeAt(int i) {
    index[i * SLOT] = -1;
  }

  /** Copies all of a section that was only added to, in one piece. */
  void addWhole(HeaderSection other) {
    int start = append(other.bytes, 0, other.used);
    for (int at = 0; at < other.slots * SLOT; at += SLOT) {
      index(
          other.index[at] + start,
          other.index[at + 1] + start,
          other.index[at + 2] + start,
          other.index[at + 3] + start,
          other.index[at + 4]);
    }
  }

  /** Copies the fields that are still there from another section. */
  public void addAll(HeaderSection other) {
    for (int i = 0; i < other.slots; i++) {
      int at = i * SLOT;
      int start = other.index[at];
      if (start >= 0) {
        int nameLength = other.index[at + 1] - start;
        int from = other.index[at + 2];
        int length = other.index[at + 3] - from;
        add(other.bytes, start, nameLength, other.index[at + 4], other.bytes, from, length);
      }
    }
  }

  /**
   * Writes the fields in HTTP/1.1 form, each with its CRLF, without the empty line at the end (RFC
   * 9112 §5).
   */
  public void writeHttp1(ByteBuf out) {
    Http1Form.write(this, out);
  }

  /** For logs and tests: one {@code name: value} a line. */
  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < slots; i++) {
      if (live(i)) {
        all.append(nameAt(i)).append(": ").append(valueAt(i)).append('\n');
      }
    }
    return all.toString();
  }
}
