package dev.sluice.snapshot.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text with values of the request in it: <code>/v2/{path.id}</code>, <code>{client.address}
 * </code>. A doubled brace stands for the brace itself.
 *
 * @param text as written; two are equal when their texts are
 * @param parts its parsed form
 */
public record ValueTemplate(String text, List<Part> parts) {
  public ValueTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of the text. */
  public sealed interface Part {
    /** Stands for itself. */
    record Literal(String text) implements Part {}

    /**
     * Stands for a value of the request; nothing where the request has none.
     *
     * @param name lower case for headers, empty for sources that have no names
     */
    record Value(Source source, String name) implements Part {}
  }

  /** Where a value comes from. */
  public enum Source {
    /** <code>{path.NAME}</code>: a capture of the rule's path template. */
    PATH,
    /** <code>{query.NAME}</code>: the first query parameter of that name, decoded. */
    QUERY,
    /**
     * <code>{header.NAME}</code>: the request header of that name; several are joined by <code>,
     * </code>.
     */
    HEADER,
    /** <code>{client.address}</code>. */
    CLIENT_ADDRESS,
    /** <code>{request.id}</code>. */
    REQUEST_ID
  }

  /** True where the text is the same for every request. */
  public boolean constant() {
    return parts.stream().allMatch(Part.Literal.class::isInstance);
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static ValueTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        literal.append(c);
        i += 2;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          throw new IllegalArgumentException("'{' without '}'; write '{{' for a brace itself");
        }
        if (literal.length() > 0) {
          parts.add(new Part.Literal(literal.toString()));
          literal.setLength(0);
        }
        parts.add(value(text.substring(i + 1, end)));
        i = end + 1;
      } else if (c == '}') {
        throw new IllegalArgumentException("'}' without '{'; write '}}' for a brace itself");
      } else {
        literal.append(c);
        i++;
      }
    }
    if (literal.length() > 0) {
      parts.add(new Part.Literal(literal.toString()));
    }
    return new ValueTemplate(text, parts);
  }

  private static Part value(String expression) {
    if (expression.equals("client.address")) {
      return new Part.Value(Source.CLIENT_ADDRESS, "");
    }
    if (expression.equals("request.id")) {
      return new Part.Value(Source.REQUEST_ID, "");
    }
    int dot = expression.indexOf('.');
    String name = expression.substring(dot + 1);
    if (dot > 0 && !name.isEmpty()) {
      switch (expression.substring(0, dot)) {
        case "path":
          return new Part.Value(Source.PATH, name);
        case "query":
          return new Part.Value(Source.QUERY, name);
        case "header":
          return new Part.Value(Source.HEADER, name.toLowerCase(Locale.ROOT));
        default:
          break;
      }
    }
    throw new IllegalArgumentException(
        "{"
            + expression
            + "} is not known; use {path.NAME}, {query.NAME}, {header.NAME}, {client.address} or"
            + " {request.id}");
  }
}
