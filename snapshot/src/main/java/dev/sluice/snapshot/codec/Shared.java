package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.json.JsonReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is equal in many entries one object: thousands of rules forward to the same few
 * backends with the same timeouts, and would hold a copy each. What is equal has the same bytes,
 * for entries are canonical; so it is not even read again. For the entries that are read together,
 * by one thread; then it is dropped.
 */
public final class Shared {
  private final Map<Said, Object> read = new HashMap<>();

  /** The value that comes next. */
  Object read(Form form, JsonReader in) {
    if (!form.shared()) {
      return form.read(in, this);
    }
    JsonReader.Kind kind = in.kind();
    if (kind != JsonReader.Kind.STRING
        && kind != JsonReader.Kind.OBJECT
        && kind != JsonReader.Kind.ARRAY) {
      return form.read(in, this);
    }
    int from = in.at();
    int hash = in.skipRaw();
    Said said = new Said(form, in.bytes(), from, in.at(), hash);
    Object value = read.get(said);
    if (value == null) {
      in.seek(from);
      value = form.read(in, this);
      read.put(said, value);
    }
    return value;
  }

  /** The bytes of a value of one form. In an order, for a map that somebody fills with one hash. */
  private static final class Said implements Comparable<Said> {
    private final Form form;
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int hash;

    Said(Form form, byte[] bytes, int from, int to, int hash) {
      this.form = form;
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      this.hash = hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Said o
          && form == o.form
          && Arrays.equals(bytes, from, to, o.bytes, o.from, o.to);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public int compareTo(Said other) {
      return Arrays.compare(bytes, from, to, other.bytes, other.from, other.to);
    }
  }
}
