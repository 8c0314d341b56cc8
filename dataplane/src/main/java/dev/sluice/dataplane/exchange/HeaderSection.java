package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
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
public final class HeaderSection {
  private static final int SLOT = 5;
  private static final byte[] SEPARATOR = {':', ' '};
  private static final byte[] CRLF = {'\r', '\n'};

  private byte[] bytes;
  private int used;

  /** For each field: name start, name end, value start, value end, name hash; start -1: removed. */
  private int[] index;

  private int slots;

  /** One bit for each hash of a name that was here since {@link #clear()}: most names never are. */
  private long seen;

  public HeaderSection() {
    this(1024, 24);
  }

  public HeaderSection(int bytesHint, int fieldsHint) {
    bytes = new byte[bytesHint];
    index = new int[fieldsHint * SLOT];
  }

  /** The same block and index, so that offsets into this one are offsets into that one too. */
  HeaderSection copy() {
    HeaderSection copy = new HeaderSection(used + 256, slots + 8);
    System.arraycopy(bytes, 0, copy.bytes, 0, used);
    System.arraycopy(index, 0, copy.index, 0, slots * SLOT);
    copy.used = used;
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

  // ---- the block

  /** The block; valid until the next append. Read it, never write it, outside of a codec. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of the block in use. */
  public int used() {
    return used;
  }

  /** Appends raw bytes that belong to no field (yet); returns where they start. */
  public int append(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, used, length);
    int start = used;
    used += length;
    return start;
  }

  /**
   * Appends raw bytes from a buffer at its reader index, advancing it; returns where they start.
   */
  public int append(ByteBuf source, int length) {
    reserve(length);
    source.readBytes(bytes, used, length);
    int start = used;
    used += length;
    return start;
  }

  private void reserve(int length) {
    if (used + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
    }
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
    if (index[at + 4] != name.hash || start < 0 || index[at + 1] - start != name.lower.length) {
      return false;
    }
    byte[] lower = name.lower;
    for (int k = 0; k < lower.length; k++) {
      if (HeaderName.lower(bytes[start + k]) != lower[k]) {
        return false;
      }
    }
    return true;
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
    return tokenAt(valueStart(i), valueEnd(i), token);
  }

  /** Whether a comma-separated list field names the token, without case, in any of its fields. */
  public boolean lists(HeaderName name, HeaderName token) {
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      int start = valueStart(i);
      int end = valueEnd(i);
      int from = start;
      for (int k = start; k <= end; k++) {
        if (k == end || bytes[k] == ',') {
          int a = from;
          int b = k;
          while (a < b && isBlank(bytes[a])) {
            a++;
          }
          while (b > a && isBlank(bytes[b - 1])) {
            b--;
          }
          if (tokenAt(a, b, token)) {
            return true;
          }
          from = k + 1;
        }
      }
    }
    return false;
  }

  private boolean tokenAt(int start, int end, HeaderName token) {
    byte[] lower = token.lower;
    if (end - start != lower.length) {
      return false;
    }
    for (int k = 0; k < lower.length; k++) {
      if (HeaderName.lower(bytes[start + k]) != lower[k]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** A stretch of the block as a string. */
  public String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The same; a string that is known already, where it is what stands there. */
  public String text(int start, int end, String known) {
    return is(start, end, known) ? known : text(start, end);
  }

  private boolean is(int start, int end, String text) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if ((bytes[i] & 0xff) != text.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }

  // ---- editing

  /** Appends a field; its name goes out in lower case. The value must hold no CR, LF or NUL. */
  @SuppressWarnings("deprecation") // takes the low bytes, which is what ISO-8859-1 is, and no array
  public void add(HeaderName name, String value) {
    int length = value.length();
    int valueStart = line(name.lower, 0, name.lower.length, length);
    value.getBytes(0, length, bytes, valueStart);
    indexLine(valueStart - 2 - name.lower.length, valueStart, length, name.hash);
  }

  /** Appends a field whose value is ready as bytes. */
  public void add(HeaderName name, byte[] value) {
    int valueStart = line(name.lower, 0, name.lower.length, value.length);
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
    int valueStart = line(name, nameAt, nameLength, length);
    System.arraycopy(value, at, bytes, valueStart, length);
    indexLine(valueStart - 2 - nameLength, valueStart, length, nameHash);
  }

  /**
   * Makes room for a field line as it is on the wire, so that lines behind each other are one, and
   * writes all of it but the value; returns where that goes.
   */
  private int line(byte[] source, int name, int nameLength, int valueLength) {
    int whole = nameLength + valueLength + 4;
    reserve(whole);
    int at = used;
    System.arraycopy(source, name, bytes, at, nameLength);
    at += nameLength;
    bytes[at++] = ':';
    bytes[at++] = ' ';
    bytes[at + valueLength] = '\r';
    bytes[at + valueLength + 1] = '\n';
    used += whole;
    return at;
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
    reserve(other.used);
    System.arraycopy(other.bytes, 0, bytes, used, other.used);
    for (int at = 0; at < other.slots * SLOT; at += SLOT) {
      index(
          other.index[at] + used,
          other.index[at + 1] + used,
          other.index[at + 2] + used,
          other.index[at + 3] + used,
          other.index[at + 4]);
    }
    used += other.used;
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
    int i = 0;
    while (i < slots) {
      int at = i * SLOT;
      int start = index[at];
      i++;
      if (start < 0) {
        continue;
      }
      int nameEnd = index[at + 1];
      int valueStart = index[at + 2];
      int valueEnd = index[at + 3];
      if (valueStart > nameEnd && bytes[nameEnd] == ':') {
        // As it came in; what came in behind it goes out behind it, in one copy.
        while (i < slots && follows(valueEnd, i)) {
          valueEnd = index[i * SLOT + 3];
          i++;
        }
        out.writeBytes(bytes, start, valueEnd - start);
      } else {
        out.writeBytes(bytes, start, nameEnd - start);
        out.writeBytes(SEPARATOR);
        out.writeBytes(bytes, valueStart, valueEnd - valueStart);
      }
      out.writeBytes(CRLF);
    }
  }

  /** Whether the field at a position stands right behind a line that ends there, as it came in. */
  private boolean follows(int end, int i) {
    int at = i * SLOT;
    return index[at] == end + 2
        && bytes[end] == '\r'
        && bytes[end + 1] == '\n'
        && index[at + 2] > index[at + 1]
        && bytes[index[at + 1]] == ':';
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
