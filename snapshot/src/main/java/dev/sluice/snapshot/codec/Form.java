package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.json.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the values of one type are said in JSON. For any thread. */
interface Form {
  void write(Object value, JsonGenerator to) throws IOException;

  /**
   * Reads the value that comes next.
   *
   * @param shared makes one object of what is equal
   * @throws IllegalArgumentException it is something else
   */
  Object read(JsonReader in, Shared shared);

  /** The value that a field has when it is left out; null: it has to be there. */
  default @Nullable Object silent() {
    return null;
  }

  /** Whether equal values that are read together become one object. */
  default boolean shared() {
    return false;
  }
}
