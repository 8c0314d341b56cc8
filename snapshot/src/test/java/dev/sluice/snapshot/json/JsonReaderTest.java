package dev.sluice.snapshot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against Jackson: what is taken here is what Jackson takes, and says the same. */
final class JsonReaderTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Test
  void reads_whatever_jackson_writes() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      JsonNode any = any(random, 5);
      byte[] json =
          random.nextBoolean()
              ? JACKSON.writeValueAsBytes(any)
              : JACKSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(any);
      assertThat(read(json)).as(text(json)).isEqualTo(any);
      skip(json);
    }
  }

  @Test
  void takes_nothing_that_jackson_does_not_take_and_reads_the_same() throws IOException {
    Random random = new Random(6);
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] json = broken(JACKSON.writeValueAsBytes(any(random, 3)), random);
      JsonNode read;
      try {
        read = read(json);
      } catch (IllegalArgumentException e) {
        assertThatThrownBy(() -> skip(json), "skips %s, which is %s", text(json), e)
            .isInstanceOf(e.getClass());
        refused++;
        continue;
      }
      skip(json);
      same(json, read, JACKSON.readTree(json));
      taken++;
    }
    assertThat(taken).isGreaterThan(3_000);
    assertThat(refused).isGreaterThan(20_000);
  }

  @Test
  void takes_of_what_jackson_takes_all_but_halves_of_characters() throws IOException {
    Random random = new Random(7);
    int checked = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] json = broken(JACKSON.writeValueAsBytes(any(random, 3)), random);
      JsonNode theirs;
      try {
        theirs = JACKSON.readTree(json);
      } catch (IOException e) {
        continue;
      }
      // Where there are zeros Jackson takes it for UTF-16.
      boolean zeros = new String(json, StandardCharsets.ISO_8859_1).indexOf(0) >= 0;
      if (zeros
          || theirs.isMissingNode()
          || theirs.toString().codePoints().anyMatch(JsonReaderTest::half)) {
        continue;
      }
      checked++;
      same(json, read(json), theirs);
    }
    assertThat(checked).isGreaterThan(3_000);
  }

  private static void same(byte[] json, JsonNode ours, JsonNode theirs) {
    assertThat(theirs.equals(JsonReaderTest::compare, ours)).as(text(json) + ours).isTrue();
  }

  /** Whole numbers that no long holds are read as doubles here. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber() && !(one.isLong() || other.isLong())) {
      return Double.compare(one.doubleValue(), other.doubleValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  private static boolean half(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  @Test
  void numbers_are_whole_and_fit_or_are_refused() {
    assertThat(integer("0")).isZero();
    assertThat(integer("-0")).isZero();
    assertThat(integer("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(integer("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    for (String large :
        new String[] {"9223372036854775808", "-9223372036854775809", "99999999999999999999"}) {
      wrong("too large", () -> integer(large));
    }
    for (String fraction : new String[] {"1.0", "1e2", "-1E-2"}) {
      wrong("fraction", () -> integer(fraction));
    }
    assertThat(new JsonReader(bytes("-12.5e-1")).number()).isEqualTo(-1.25);
    wrong("characters", () -> new JsonReader(bytes("1".repeat(101))).number());
  }

  @Test
  void what_is_no_json_is_refused_by_its_place_and_never_by_its_text() {
    for (String json :
        new String[] {
          "{\"secret\":1,}",
          "{\"secret\"}",
          "{\"secret\":}",
          "{secret:1}",
          "[\"secret\"]]",
          "[1 2]",
          "[01]",
          "[1.]",
          "[.5]",
          "[+1]",
          "[NaN]",
          "[tru]",
          "[\"secret\u0001\"]",
          "[\"secret\\x\"]",
          "[\"secret\\u12\"]",
          "[\"secret\\ud800\"]",
          "[\"secret\\udc00\"]",
          "[\"secret\\ud800\\u0041\"]",
          "[\"secret",
          "[\"secret\\",
          "[\"secret\\\"",
          "{\"secret\":1",
          "[",
          ""
        }) {
      assertThatThrownBy(() -> read(bytes(json)))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .doesNotContain("secret");
    }
    wrong("not JSON from byte 7", () -> read(bytes("[true, x]")));
    wrong("cut off", () -> read(bytes("[true")));
    for (byte[] text : new byte[][] {{'"', (byte) 0xc0, (byte) 0x80, '"'}, {'"', -1, '"'}}) {
      wrong("not UTF-8", () -> new JsonReader(text).string());
    }
    wrong("STRING instead of OBJECT", () -> new JsonReader(bytes("\"a\"")).beginObject());
  }

  @Test
  void depth_has_an_end() {
    read(bytes("[".repeat(JsonReader.DEEPEST) + "]".repeat(JsonReader.DEEPEST)));
    String deeper = "[".repeat(100_000);
    wrong("deeper", () -> read(bytes(deeper)));
    wrong("deeper", () -> new JsonReader(bytes(deeper)).skip());
  }

  @Test
  void what_is_passed_is_what_would_be_read_and_can_be_read_again() throws IOException {
    Random random = new Random(8);
    for (int i = 0; i < 1_000; i++) {
      ArrayNode two = NODES.arrayNode().add(container(random)).add("end");
      JsonReader in = new JsonReader(JACKSON.writeValueAsBytes(two));
      in.beginArray();
      assertThat(in.nextElement()).isTrue();
      int from = in.at();
      int hash = in.skipRaw();
      int to = in.at();
      in.seek(from);
      assertThat(value(in)).isEqualTo(two.get(0));
      assertThat(in.at()).isEqualTo(to);
      in.seek(from);
      assertThat(in.skipRaw()).isEqualTo(hash);
      assertThat(in.nextElement()).isTrue();
      assertThat(in.string()).isEqualTo("end");
      assertThat(in.nextElement()).isFalse();
      in.end();
    }
  }

  private static JsonNode container(Random random) {
    JsonNode any = any(random, 4);
    return any.isContainerNode() || any.isTextual() ? any : NODES.arrayNode().add(any);
  }

  private static long integer(String json) {
    JsonReader in = new JsonReader(bytes(json));
    long value = in.integer();
    in.end();
    return value;
  }

  private static void wrong(String message, Runnable reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static JsonNode read(byte[] json) {
    JsonReader in = new JsonReader(json);
    JsonNode value = value(in);
    in.end();
    return value;
  }

  private static void skip(byte[] json) {
    JsonReader in = new JsonReader(json);
    in.skip();
    in.end();
  }

  private static JsonNode value(JsonReader in) {
    switch (in.kind()) {
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        in.beginObject();
        while (in.nextField()) {
          String name = in.name();
          object.set(name, value(in));
        }
        return object;
      }
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        in.beginArray();
        while (in.nextElement()) {
          array.add(value(in));
        }
        return array;
      }
      case STRING -> {
        return NODES.textNode(in.string());
      }
      case BOOLEAN -> {
        return NODES.booleanNode(in.bool());
      }
      case NUMBER -> {
        int from = in.at();
        try {
          long whole = in.integer();
          return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
        } catch (IllegalArgumentException e) {
          in.seek(from);
          return NODES.numberNode(in.number());
        }
      }
      default -> {
        in.skip();
        return NODES.nullNode();
      }
    }
  }

  private static JsonNode any(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> {
        return NODES.numberNode(random.nextInt());
      }
      case 1 -> {
        return NODES.numberNode(
            random.nextBoolean() ? random.nextLong() | 1L << 62 : random.nextDouble() * 1e9);
      }
      case 2 -> {
        return random.nextInt(3) == 0 ? NODES.nullNode() : NODES.booleanNode(random.nextBoolean());
      }
      case 3, 4, 5 -> {
        return NODES.textNode(words(random));
      }
      case 6 -> {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(words(random), any(random, depth - 1));
        }
        return object;
      }
      default -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(any(random, depth - 1));
        }
        return array;
      }
    }
  }

  private static String words(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      switch (random.nextInt(9)) {
        case 0 -> text.append("\"\\/\b\f\n\r\t".charAt(random.nextInt(8)));
        case 1 -> text.appendCodePoint(0x80 + random.nextInt(0x700));
        case 2 -> text.appendCodePoint(0x1f300 + random.nextInt(0x100));
        case 3 -> text.append((char) random.nextInt(' '));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static byte[] broken(byte[] json, Random random) {
    byte[] broken = json.clone();
    String likely = "{}[]:,\"\\u0019eE.+-tfn \n\u0000";
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(broken.length);
      switch (random.nextInt(4)) {
        case 0 -> broken[at] = (byte) random.nextInt();
        case 1 -> broken[at] = (byte) likely.charAt(random.nextInt(likely.length()));
        case 2 -> broken[at] = broken[random.nextInt(broken.length)];
        default -> {
          ByteArrayOutputStream without = new ByteArrayOutputStream();
          without.write(broken, 0, at);
          without.write(broken, at + 1, broken.length - at - 1);
          broken = broken.length == 1 ? broken : without.toByteArray();
        }
      }
    }
    return broken;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
