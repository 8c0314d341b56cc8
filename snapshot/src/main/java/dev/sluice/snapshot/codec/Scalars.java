package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What is one token. */
final class Scalars {
  private Scalars() {}

  static final Form TEXT =
      new Form() {
        @Override
        public void write(Object value, JsonGenerator to) throws IOException {
          to.writeString((String) value);
        }

        @Override
        public Object read(JsonParser in, Shared shared) throws IOException {
          return text(in, shared);
        }

        @Override
        public boolean shared() {
          return true;
        }
      };

  static final Form INT =
      new Form() {
        @Override
        public void write(Object value, JsonGenerator to) throws IOException {
          to.writeNumber((int) value);
        }

        @Override
        public Object read(JsonParser in, Shared shared) throws IOException {
          require(in, JsonToken.VALUE_NUMBER_INT);
          return in.getIntValue();
        }

        @Override
        public Object silent() {
          return 0;
        }

        @Override
        public boolean shared() {
          return true;
        }
      };

  static final Form LONG =
      new Form() {
        @Override
        public void write(Object value, JsonGenerator to) throws IOException {
          to.writeNumber((long) value);
        }

        @Override
        public Object read(JsonParser in, Shared shared) throws IOException {
          require(in, JsonToken.VALUE_NUMBER_INT);
          return in.getLongValue();
        }

        @Override
        public Object silent() {
          return 0L;
        }
      };

  static final Form DOUBLE =
      new Form() {
        @Override
        public void write(Object value, JsonGenerator to) throws IOException {
          to.writeNumber((double) value);
        }

        @Override
        public Object read(JsonParser in, Shared shared) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            require(in, JsonToken.VALUE_NUMBER_FLOAT);
          }
          return in.getDoubleValue();
        }

        @Override
        public Object silent() {
          return 0.0;
        }
      };

  static final Form BOOLEAN =
      new Form() {
        @Override
        public void write(Object value, JsonGenerator to) throws IOException {
          to.writeBoolean((boolean) value);
        }

        @Override
        public Object read(JsonParser in, Shared shared) throws IOException {
          if (in.currentToken() != JsonToken.VALUE_FALSE) {
            require(in, JsonToken.VALUE_TRUE);
          }
          return in.getBooleanValue();
        }

        @Override
        public Object silent() {
          return false;
        }

        @Override
        public boolean shared() {
          return true;
        }
      };

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
