package dev.sluice.snapshot.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is equal in many entries one object: thousands of rules forward to the same few
 * backends with the same timeouts, and would hold a copy each. For the entries that are read
 * together, by one thread; then it is dropped.
 */
public final class Shared {
  private final Map<String, String> texts = new HashMap<>();
  private final Map<Parts, Object> made = new HashMap<>();

  String one(String text) {
    String before = texts.putIfAbsent(text, text);
    return before == null ? text : before;
  }

  /** Found by its parts, for records are slow to hash in a process that has just begun. */
  Object one(Form form, @Nullable Object[] parts, Function<@Nullable Object[], Object> make) {
    Parts key = new Parts(form, parts);
    Object before = made.get(key);
    if (before == null) {
      before = make.apply(parts);
      made.put(key, before);
    }
    return before;
  }

  /**
   * Parts that are shared themselves are the same object where they are equal. Others differ, and
   * then so does the whole: there is one object more.
   */
  private static final class Parts {
    private final Form form;
    private final @Nullable Object[] parts;
    private final int hash;

    Parts(Form form, @Nullable Object[] parts) {
      this.form = form;
      this.parts = parts;
      int code = System.identityHashCode(form);
      for (Object each : parts) {
        code = 31 * code + hash(each);
      }
      hash = code;
    }

    private static int hash(@Nullable Object part) {
      return part instanceof Number || part instanceof Boolean
          ? part.hashCode()
          : System.identityHashCode(part);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parts o && form == o.form && same(o);
    }

    private boolean same(Parts other) {
      for (int i = 0; i < parts.length; i++) {
        Object mine = parts[i];
        Object its = other.parts[i];
        if (mine != its && !(mine instanceof Number && mine.equals(its))) {
          return false;
        }
      }
      return parts.length == other.parts.length;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
