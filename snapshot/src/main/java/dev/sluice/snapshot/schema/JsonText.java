package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that every parser understands alike, and no other: what is checked here is read again
 * by whoever gets it. So it is UTF-8 (RFC 8259 §8.1), no object has a name twice (§4), and nothing
 * follows. What some parsers cannot hold is refused too: deep nesting, and numbers out of all
 * range.
 */
public final class JsonText {
  /** Levels of objects and arrays that a body may have. */
  public static final int DEEPEST = 100;

  /** Decimal exponents that a number may have: what a double takes, and no more. */
  private static final int GREATEST_EXPONENT = 300;

  private static final int GREATEST_BITS = 1_000;
  private static final int MOST_DECIMALS = 1_000;

  private final JsonMapper mapper;

  /**
   * @param deepest levels of objects and arrays
   */
  JsonText(int deepest) {
    mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(deepest).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .nodeFactory(new Numbers())
            .build();
  }

  private static final JsonText BODY = new JsonText(DEEPEST);

  /** Levels of objects and arrays that a document of whoever writes a route may have. */
  private static final JsonText DOCUMENT = new JsonText(200);

  /** It is not to be read: says why, in words that hold nothing of it. */
  public static final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String where;

    public Refused(String why, String where, Throwable cause) {
      super(why, cause);
      this.where = where;
    }

    /** Such as {@code line 3, column 7}; empty where that is not known. */
    public String where() {
      return where;
    }
  }

  /**
   * Reads a body.
   *
   * @throws Refused where it is not to be read
   */
  public static JsonNode body(byte[] text) {
    return BODY.read(text);
  }

  /**
   * Reads a document that requests are to be held to.
   *
   * @throws SchemaError where it is not to be read
   */
  public static JsonNode document(byte[] text) {
    try {
      return DOCUMENT.read(text);
    } catch (Refused e) {
      throw new SchemaError(
          "", "it " + e.getMessage() + (e.where().isEmpty() ? "" : " (" + e.where() + ")"));
    }
  }

  private JsonNode read(byte[] text) {
    CharBuffer chars;
    try {
      chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new Refused("is not UTF-8", "", e);
    }
    try (JsonParser in =
        mapper.createParser(chars.array(), chars.arrayOffset(), chars.remaining())) {
      JsonNode read = mapper.readTree(in);
      if (read == null || read.isMissingNode() || in.nextToken() != null) {
        throw new Refused("is not valid JSON", "", new IOException("empty, or more than one"));
      }
      return read;
    } catch (StreamConstraintsException e) {
      throw new Refused("is nested too deeply, or a name or number in it is too long", where(e), e);
    } catch (JsonProcessingException e) {
      boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
      throw new Refused(
          twice ? "has an object with one name twice" : "is not valid JSON", where(e), e);
    } catch (IOException e) {
      throw new Refused("is not valid JSON", "", e);
    }
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** A number is what it is worth: 1.0 is the integer 1, however it is written (RFC 8259 §6). */
  private static final class Numbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1;

    Numbers() {
      super(true);
    }

    @Override
    public ValueNode numberNode(BigDecimal number) {
      if (number.signum() == 0) {
        return numberNode(0);
      }
      long exponent = (long) number.precision() - number.scale();
      if (Math.abs(exponent) > GREATEST_EXPONENT || number.scale() > MOST_DECIMALS) {
        throw outOfRange();
      }
      BigDecimal plain = number.stripTrailingZeros();
      return plain.scale() <= 0 ? numberNode(plain.toBigIntegerExact()) : super.numberNode(plain);
    }

    @Override
    public ValueNode numberNode(BigInteger number) {
      if (number.bitLength() > GREATEST_BITS) {
        throw outOfRange();
      }
      return number.bitLength() < Long.SIZE
          ? integer(number.longValueExact())
          : super.numberNode(number);
    }

    /** As the parser makes them: equal numbers are equal nodes. */
    private NumericNode integer(long number) {
      return number == (int) number ? numberNode((int) number) : numberNode(number);
    }

    private static Refused outOfRange() {
      return new Refused("has a number out of range", "", new ArithmeticException());
    }
  }
}
