package dev.sluice.snapshot.schema;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Draft201909;
import com.networknt.schema.dialect.Draft202012;
import com.networknt.schema.dialect.Draft4;
import com.networknt.schema.dialect.Draft6;
import com.networknt.schema.dialect.Draft7;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.regex.RegularExpression;
import dev.sluice.snapshot.match.Patterns;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How the library is set up: the drafts that there are, and nothing that reaches outside. */
final class Dialects {
  /** What a schema is taken for that does not say. */
  static final String USUAL = DialectId.DRAFT_2020_12;

  /** Steps of a program that cost as much, for each character, as one keyword. */
  private static final int PROGRAM_STEPS = 32;

  private static final List<Dialect> ALL =
      Stream.of(
              Draft202012.getInstance(),
              Draft201909.getInstance(),
              Draft7.getInstance(),
              Draft6.getInstance(),
              Draft4.getInstance())
          .map(Dialects::bounded)
          .toList();

  /** Of requests, of which some properties are no business. */
  private static final Dialect REQUESTS =
      Dialect.builder(bounded(Draft202012.getInstance())).keyword(new ReadOnly()).build();

  static final ExecutionConfig CHECKING =
      ExecutionConfig.builder().locale(Locale.ROOT).formatAssertionsEnabled(true).build();

  private Dialects() {}

  private static Dialect bounded(Dialect dialect) {
    return Dialect.builder(dialect)
        .formats(Map::clear)
        .formats(LinearFormats.ALL)
        .keyword(new UniqueItems())
        // The library's own would write a line in the log for each.
        .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
        .build();
  }

  /** Whether it is one of those that the library brings along. */
  static boolean metaSchema(String iri) {
    return iri.startsWith("https://json-schema.org/draft/20")
        || iri.startsWith("http://json-schema.org/draft-0");
  }

  /** A new one for each document, so that none can refer to another. */
  static SchemaRegistry registry(String dialect) {
    return registry(dialect, ALL);
  }

  /** For schemas of requests, which are of the usual draft. */
  static SchemaRegistry requests() {
    return registry(USUAL, List.of(REQUESTS));
  }

  private static SchemaRegistry registry(String usual, List<Dialect> dialects) {
    return SchemaRegistry.builder()
        .defaultDialectId(usual)
        .dialectRegistry(new BasicDialectRegistry(dialects))
        .schemaLoader(loader -> loader.allow(iri -> metaSchema(iri.toString())))
        .schemaRegistryConfig(
            SchemaRegistryConfig.builder()
                .locale(Locale.ROOT)
                .preloadSchema(false)
                .regularExpressionFactory(Dialects::expression)
                .build())
        .build();
  }

  private static RegularExpression expression(String regex) {
    com.google.re2j.Pattern pattern = Patterns.compile(regex);
    long each = 1 + pattern.programSize() / PROGRAM_STEPS;
    return text -> {
      Steps.spend(each * text.length());
      return pattern.matcher(text).find();
    };
  }
}
