package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the values of one type are said in JSON. For any thread. */
interface Form {
  void write(Object value, JsonGenerator to) throws IOException;

  /**
   * Begins at the value's first token and ends at its last.
   *
   * @param shared makes one object of what is equal
   * @throws IllegalArgumentException it is something else
   */
  Object read(JsonParser in, Shared shared) throws IOException;

  /** The value that a field has when it is left out; null: it has to be there. */
  default @Nullable Object silent() {
    return null;
  }

  /** Whether equal values that are read together become one object. */
  default boolean shared() {
    return false;
  }
}
