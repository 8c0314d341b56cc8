package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.json.JsonInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is equal in many entries one object: thousands of rules forward to the same few
 * backends with the same timeouts, and would hold a copy each. What is equal has the same bytes,
 * for entries are canonical; so it is not even read again. For the entries that are read together,
 * by one thread; then it is dropped.
 */
public final class Shared {
  /** What was read of a stretch of bytes. */
  private record Known(int hash, Form form, byte[] bytes, int from, int to, Object value) {
    boolean is(int otherHash, Form otherForm, byte[] others, int otherFrom, int otherTo) {
      return hash == otherHash
          && form == otherForm
          && Arrays.equals(bytes, from, to, others, otherFrom, otherTo);
    }
  }

  /** Open addressing, at most half full. */
  private @Nullable Known[] table = new @Nullable Known[64];

  private int size;

  /** The value that comes next. */
  Object read(Form form, JsonInput in) {
    if (!form.shared()) {
      return form.read(in, this);
    }
    JsonInput.Kind kind = in.kind();
    if (kind != JsonInput.Kind.TEXT
        && kind != JsonInput.Kind.OBJECT
        && kind != JsonInput.Kind.ARRAY) {
      return form.read(in, this);
    }
    int from = in.at();
    int hash = in.pass();
    int to = in.at();
    int slot = slot(hash);
    for (Known known = table[slot]; known != null; known = table[slot]) {
      if (known.is(hash, form, in.bytes(), from, to)) {
        return known.value();
      }
      slot = slot + 1 & table.length - 1;
    }
    in.back(from);
    Object value = form.read(in, this);
    put(new Known(hash, form, in.bytes(), from, to, value));
    return value;
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 16) & table.length - 1;
  }

  private void put(Known known) {
    if (2 * ++size > table.length) {
      @Nullable Known[] before = table;
      table = new @Nullable Known[2 * before.length];
      for (Known each : before) {
        if (each != null) {
          table[free(each)] = each;
        }
      }
    }
    table[free(known)] = known;
  }

  private int free(Known known) {
    int slot = slot(known.hash());
    while (table[slot] != null) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }
}
