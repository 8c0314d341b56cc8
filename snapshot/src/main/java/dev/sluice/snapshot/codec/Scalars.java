package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is one token. */
final class Scalars {
  private Scalars() {}

  static final Form TEXT =
      new One((value, to) -> to.writeString((String) value), Scalars::text, null);

  static final Form INT =
      new One(
          (value, to) -> to.writeNumber((int) value),
          (in, shared) -> {
            require(in, JsonToken.VALUE_NUMBER_INT);
            return in.getIntValue();
          },
          0);

  static final Form LONG =
      new One(
          (value, to) -> to.writeNumber((long) value),
          (in, shared) -> {
            require(in, JsonToken.VALUE_NUMBER_INT);
            return in.getLongValue();
          },
          0L);

  static final Form DOUBLE =
      new One(
          (value, to) -> to.writeNumber((double) value),
          (in, shared) -> {
            if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
              require(in, JsonToken.VALUE_NUMBER_FLOAT);
            }
            return in.getDoubleValue();
          },
          0.0);

  static final Form BOOLEAN =
      new One(
          (value, to) -> to.writeBoolean((boolean) value),
          (in, shared) -> {
            if (in.currentToken() != JsonToken.VALUE_FALSE) {
              require(in, JsonToken.VALUE_TRUE);
            }
            return in.getBooleanValue();
          },
          false);

  private interface Write {
    void one(Object value, JsonGenerator to) throws IOException;
  }

  private interface Read {
    Object one(JsonParser in, Shared shared) throws IOException;
  }

  /** Of Java's own types. */
  private record One(Write write, Read read, @Nullable Object silent) implements Form {
    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      write.one(value, to);
    }

    @Override
    public Object read(JsonParser in, Shared before) throws IOException {
      return read.one(in, before);
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
    public Object read(JsonParser in, Shared shared) throws IOException {
      return parse.apply(text(in, shared));
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
    public Object read(JsonParser in, Shared shared) throws IOException {
      require(in, JsonToken.VALUE_STRING);
      Object named = byName.get(in.getText());
      if (named == null) {
        throw new IllegalArgumentException("none of " + byName.keySet());
      }
      return named;
    }

    @Override
    public boolean shared() {
      return true;
    }
  }

  private static String text(JsonParser in, Shared shared) throws IOException {
    require(in, JsonToken.VALUE_STRING);
    return shared.one(in.getText());
  }

  static void require(JsonParser in, JsonToken token) {
    if (in.currentToken() != token) {
      throw new IllegalArgumentException(in.currentToken() + " instead of " + token);
    }
  }
}
