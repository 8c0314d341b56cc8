package dev.sluice.snapshot.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;

/**
 * A JMESPath expression. The language has no loops, functions of one's own or regular expressions:
 * whatever is written ends. What it makes of a document is bounded by a multiple of the document,
 * see {@link MeteredJson}. Immutable, for all threads.
 */
public final class JsonExpression {
  private static final MeteredJson RUNTIME = new MeteredJson();

  private final Expression<JsonNode> compiled;

  private JsonExpression(Expression<JsonNode> compiled) {
    this.compiled = compiled;
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static JsonExpression parse(String text) {
    try {
      return new JsonExpression(RUNTIME.compile(text));
    } catch (JmesPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the expression is nested too deeply", e);
    }
  }

  /**
   * What it makes of a document; JSON's null where it finds nothing.
   *
   * @throws IllegalArgumentException where a function does not fit what it is given, or too much
   *     would be made
   */
  public JsonNode of(JsonNode document) {
    try {
      RUNTIME.begin(document);
      return compiled.search(document);
    } catch (JmesPathException | MeteredJson.TooMuch e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the document is nested too deeply", e);
    } finally {
      RUNTIME.end();
    }
  }
}
