package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.DateFormat;
import com.networknt.schema.format.DateTimeFormat;
import com.networknt.schema.format.DurationFormat;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.IPv6Format;
import com.networknt.schema.format.TimeFormat;
import com.networknt.schema.format.UriFormat;
import com.networknt.schema.format.UriReferenceFormat;
import dev.sluice.snapshot.match.Patterns;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The formats that are checked. The library's own set holds expressions whose cost grows with the
 * square of what a client sends: those stand here for RE2, the others have a greatest length.
 */
final class LinearFormats {
  private static final int SHORT = 64;
  private static final String LABEL = "[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";
  private static final String HOST = LABEL + "(\\." + LABEL + ")*";
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

  static final List<Format> ALL =
      List.of(
          bounded(new DateFormat(), SHORT),
          bounded(new TimeFormat(), SHORT),
          bounded(new DateTimeFormat(), SHORT),
          bounded(new DurationFormat(), SHORT),
          bounded(new IPv6Format(), SHORT),
          bounded(new UriFormat(), 8_192),
          bounded(new UriReferenceFormat(), 8_192),
          // As HTML has it ("valid e-mail address").
          expression("email", "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@" + HOST, 254),
          expression("hostname", HOST, 253),
          expression("ipv4", BYTE + "(\\." + BYTE + "){3}", 15),
          expression("uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", 36),
          expression("json-pointer", "(/([^/~]|~[01])*)*", 8_192),
          new Integers("int32", Integer.SIZE),
          new Integers("int64", Long.SIZE));

  private LinearFormats() {}

  private static Format expression(String name, String regex, int longest) {
    Pattern pattern = Patterns.compile(regex);
    return new Bounded(name, longest, pattern::matches, null);
  }

  private static Format bounded(Format format, int longest) {
    return new Bounded(format.getName(), longest, text -> true, format);
  }

  /**
   * @param own what must hold besides
   * @param format null: nothing else must hold
   */
  private record Bounded(String name, int longest, Predicate<String> own, @Nullable Format format)
      implements Format {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean matches(ExecutionContext execution, SchemaContext schema, String text) {
      if (text.length() > longest) {
        return false;
      }
      Steps.spend(text.length());
      return own.test(text) && (format == null || format.matches(execution, schema, text));
    }
  }

  /** Of OpenAPI: of numbers, not of texts. */
  private record Integers(String name, int bits) implements Format {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean matches(ExecutionContext execution, SchemaContext schema, JsonNode node) {
      return !node.isIntegralNumber() || node.bigIntegerValue().bitLength() < bits;
    }
  }
}
