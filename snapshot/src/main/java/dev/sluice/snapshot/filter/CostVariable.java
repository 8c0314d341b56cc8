package dev.sluice.snapshot.filter;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link CostExpression} can ask for. The names are those of Envoy's attributes, where they
 * have one for it.
 */
enum CostVariable {
  REQUEST_METHOD("request.method", Kind.TEXT),
  REQUEST_HOST("request.host", Kind.TEXT),
  REQUEST_PATH("request.path", Kind.TEXT),
  REQUEST_QUERY("request.query", Kind.TEXTS),
  REQUEST_HEADERS("request.headers", Kind.TEXTS),
  REQUEST_SIZE("request.size", Kind.NUMBER),
  CLIENT_ADDRESS("client.address", Kind.TEXT),
  RESPONSE_STATUS("response.status", Kind.NUMBER),
  RESPONSE_HEADERS("response.headers", Kind.TEXTS),
  RESPONSE_SIZE("response.size", Kind.NUMBER);

  /** A string, an int, or a map of strings by name. */
  enum Kind {
    TEXT,
    NUMBER,
    TEXTS
  }

  final String word;
  final Kind kind;

  CostVariable(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  static final Map<String, CostVariable> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(each -> each.word, each -> each));

  /** Whether it is known only when the response has come. */
  boolean later() {
    return word.startsWith("response.");
  }

  static String words() {
    return Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(", "));
  }
}
