package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.json.JsonReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is one token. */
final class Scalars {
  private Scalars() {}

  static final Form TEXT =
      new One((value, to) -> to.writeString((String) value), JsonReader::string, null);

  static final Form INT =
      new One(
          (value, to) -> to.writeNumber((int) value),
          in -> {
            long value = in.integer();
            if (value != (int) value) {
              throw new IllegalArgumentException("a number that is too large");
            }
            return (int) value;
          },
          0);

  static final Form LONG =
      new One((value, to) -> to.writeNumber((long) value), JsonReader::integer, 0L);

  static final Form DOUBLE =
      new One((value, to) -> to.writeNumber((double) value), JsonReader::number, 0.0);

  static final Form BOOLEAN =
      new One((value, to) -> to.writeBoolean((boolean) value), JsonReader::bool, false);

  private interface Write {
    void one(Object value, JsonGenerator to) throws IOException;
  }

  private interface Read {
    Object one(JsonReader in);
  }

  /** Of Java's own types. */
  private record One(Write write, Read read, @Nullable Object silent) implements Form {
    @Override
    public boolean shared() {
      return this == TEXT;
    }

    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      write.one(value, to);
    }

    @Override
    public Object read(JsonReader in, Shared before) {
      return read.one(in);
    }
  }

  /** What has a notation of its own. */
  static final class Parsed<T> implements Form {
    private final Class<T> type;
    private final Function<String, T> parse;
    private final Function<T, String> text;

    Parsed(Class<T> type, Function<String, T> parse, Function<T, String> text) {
      this.type = type;
      this.parse = parse;
      this.text = text;
    }

    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      to.writeString(text.apply(type.cast(value)));
    }

    @Override
    public Object read(JsonReader in, Shared shared) {
      return parse.apply((String) shared.read(TEXT, in));
    }
  }

  /** One of an enum. */
  static final class Named implements Form {
    private final Map<String, Object> byName = new HashMap<>();

    Named(Class<?> type) {
      for (Object each : type.getEnumConstants()) {
        byName.put(((Enum<?>) each).name(), each);
      }
    }

    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      to.writeString(((Enum<?>) value).name());
    }

    @Override
    public Object read(JsonReader in, Shared shared) {
      Object named = byName.get(in.string());
      if (named == null) {
        throw new IllegalArgumentException("none of " + byName.keySet());
      }
      return named;
    }
  }
}
