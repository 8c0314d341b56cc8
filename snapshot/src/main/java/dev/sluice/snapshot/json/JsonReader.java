package dev.sluice.snapshot.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) in UTF-8 value by value, for those who know what comes. Takes nothing that
 * is not JSON, and a little less: no surrogate without its other half (§8.2), nothing deeper than
 * {@value #DEEPEST} (§9). What it does not take throws an {@link IllegalArgumentException}, after
 * which nothing can be read. For one thread; nobody changes the bytes.
 *
 * <p>An object is read by {@link #beginObject}, then {@link #nextField} and a value for as long as
 * there is one; an array by {@link #beginArray} and {@link #nextElement} likewise.
 */
public final class JsonReader {
  /** What a value can be. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  static final int DEEPEST = 200;

  /** No number of ours has more characters. */
  private static final int LONGEST_NUMBER = 100;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final byte[] json;
  private int at;
  private int depth;
  private int nameStart;
  private int nameEnd;
  private @Nullable String nameText;

  /** Whether nothing has been read yet of the object or array that was begun last. */
  private boolean first;

  public JsonReader(byte[] json) {
    this.json = json;
  }

  /** What it reads. */
  public byte[] bytes() {
    return json;
  }

  /** Where it reads on. */
  public int at() {
    return at;
  }

  /** Of the value that comes next. */
  public Kind kind() {
    return switch (next()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> throw wrong();
    };
  }

  public void beginObject() {
    begin(Kind.OBJECT);
  }

  public void beginArray() {
    begin(Kind.ARRAY);
  }

  private void begin(Kind wanted) {
    require(wanted);
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("deeper than " + DEEPEST);
    }
    at++;
    first = true;
  }

  /** Whether the object has another field, whose name has then been read; else it has ended. */
  public boolean nextField() {
    if (!more('}')) {
      return false;
    }
    if (next() != '"') {
      throw wrong();
    }
    nameStart = at + 1;
    boolean plain = pastString();
    nameEnd = at - 1;
    nameText = plain ? null : unescaped(nameStart, nameEnd);
    if (next() != ':') {
      throw wrong();
    }
    at++;
    return true;
  }

  /** Whether the array has another element, which comes next; else it has ended. */
  public boolean nextElement() {
    return more(']');
  }

  private boolean more(char end) {
    byte next = next();
    if (next == end) {
      at++;
      depth--;
      first = false;
      return false;
    }
    if (!first) {
      if (next != ',') {
        throw wrong();
      }
      at++;
    }
    first = false;
    return true;
  }

  /** Where the bytes of the field's name begin, as they are written. */
  public int nameStart() {
    return nameStart;
  }

  /** Behind their last one. */
  public int nameEnd() {
    return nameEnd;
  }

  /** Of the field that has been read last. */
  public String name() {
    return nameText == null ? plain(nameStart, nameEnd) : nameText;
  }

  public String string() {
    require(Kind.STRING);
    int from = at + 1;
    return pastString() ? plain(from, at - 1) : unescaped(from, at - 1);
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException also where it is none, or more than a long holds
   */
  public long integer() {
    require(Kind.NUMBER);
    int from = at;
    pastNumber();
    boolean negative = json[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < at; i++) {
      int digit = json[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("a fraction instead of a whole number");
      }
      // Below zero there is one more.
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw new IllegalArgumentException("a number that is too large");
      }
      value = 10 * value - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw new IllegalArgumentException("a number that is too large");
    }
    return negative ? value : -value;
  }

  /** Any number, as near as a double is to it. */
  public double number() {
    require(Kind.NUMBER);
    int from = at;
    pastNumber();
    return Double.parseDouble(plain(from, at));
  }

  public boolean bool() {
    require(Kind.BOOLEAN);
    boolean is = json[at] == 't';
    word(is ? TRUE : FALSE);
    return is;
  }

  /** Reads a value and forgets it. */
  public void skip() {
    switch (kind()) {
      case OBJECT -> {
        beginObject();
        while (nextField()) {
          skip();
        }
      }
      case ARRAY -> {
        beginArray();
        while (nextElement()) {
          skip();
        }
      }
      case STRING -> string();
      case NUMBER -> number();
      case BOOLEAN -> bool();
      case NULL -> word(NULL);
    }
  }

  /**
   * Goes past an object, an array or a string without a look at what it is made of: for those who
   * have read the same bytes before.
   *
   * @return a hash of its bytes
   */
  public int skipRaw() {
    next();
    int hash = 0;
    int open = 0;
    boolean text = false;
    while (at < json.length) {
      byte here = json[at++];
      hash = 31 * hash + here;
      if (text) {
        if (here == '\\' && at < json.length) {
          hash = 31 * hash + json[at++];
        } else if (here == '"') {
          text = false;
          if (open == 0) {
            return hash;
          }
        }
      } else if (here == '"') {
        text = true;
      } else if (here == '{' || here == '[') {
        open++;
      } else if ((here == '}' || here == ']') && --open == 0) {
        return hash;
      }
    }
    throw wrong();
  }

  /**
   * Reads a value once more.
   *
   * @param start where it began
   */
  public void seek(int start) {
    at = start;
    first = false;
  }

  /** Nothing follows. */
  public void end() {
    while (at < json.length && space(json[at])) {
      at++;
    }
    if (at < json.length) {
      throw wrong();
    }
  }

  /** The first byte of what comes next. */
  private byte next() {
    while (at < json.length) {
      byte here = json[at];
      if (!space(here)) {
        return here;
      }
      at++;
    }
    throw wrong();
  }

  private static boolean space(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /**
   * Begins at the value that comes next.
   *
   * @throws IllegalArgumentException it is something else
   */
  private void require(Kind wanted) {
    Kind is = kind();
    if (is != wanted) {
      throw new IllegalArgumentException(is + " instead of " + wanted);
    }
  }

  private void word(byte[] word) {
    for (byte each : word) {
      if (at == json.length || json[at] != each) {
        throw wrong();
      }
      at++;
    }
  }

  /** Whether each of its bytes is a character, without escapes. */
  private boolean pastString() {
    boolean plain = true;
    at++;
    while (at < json.length) {
      byte here = json[at++];
      if (here == '"') {
        return plain;
      }
      if (here == '\\') {
        // The rest of an escape is looked at when it is read.
        plain = false;
        at++;
      } else if (here < ' ') {
        if (here >= 0) {
          at--;
          throw wrong();
        }
        plain = false;
      }
    }
    throw wrong();
  }

  /** RFC 8259 §6. */
  private void pastNumber() {
    int from = at;
    if (json[at] == '-') {
      at++;
    }
    if (at < json.length && json[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < json.length && json[at] == '.') {
      at++;
      digits();
    }
    if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
      at++;
      if (at < json.length && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      digits();
    }
    if (at - from > LONGEST_NUMBER) {
      throw new IllegalArgumentException("a number of " + (at - from) + " characters");
    }
  }

  private void digits() {
    int from = at;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw wrong();
    }
  }

  private String plain(int from, int to) {
    return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String unescaped(int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int plain = i;
      while (i < to && json[i] != '\\') {
        i++;
      }
      append(text, plain, i);
      if (i < to) {
        i = escape(text, i + 1, to);
      }
    }
    return text.toString();
  }

  private void append(StringBuilder text, int from, int to) {
    try {
      text.append(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, from, to - from)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8");
    }
  }

  /** RFC 8259 §7. Gives the place behind it. */
  private int escape(StringBuilder text, int from, int to) {
    int i = from;
    switch (json[i++]) {
      case '"' -> text.append('"');
      case '\\' -> text.append('\\');
      case '/' -> text.append('/');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> {
        char unit = unit(i, to);
        i += 4;
        text.append(unit);
        if (Character.isHighSurrogate(unit)) {
          if (i + 1 >= to || json[i] != '\\' || json[i + 1] != 'u') {
            throw new IllegalArgumentException("half of a character");
          }
          char low = unit(i + 2, to);
          i += 6;
          if (!Character.isLowSurrogate(low)) {
            throw new IllegalArgumentException("half of a character");
          }
          text.append(low);
        } else if (Character.isLowSurrogate(unit)) {
          throw new IllegalArgumentException("half of a character");
        }
      }
      default -> throw new IllegalArgumentException("an unknown escape");
    }
    return i;
  }

  private char unit(int from, int to) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < to ? Character.digit(json[i], 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("an unknown escape");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        at < json.length ? "not JSON from byte " + at : "JSON that is cut off");
  }
}
