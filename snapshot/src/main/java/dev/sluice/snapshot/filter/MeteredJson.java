package dev.sluice.snapshot.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.jackson.JacksonRuntime;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an evaluation makes. A short expression may double its document at each step, {@code
 * [@, @] | [@, @] | …}, and what it makes need not even be large before it is written: the same
 * node then stands in it a thousand times, and counts as often.
 */
final class MeteredJson extends JacksonRuntime {
  /** What may be made of any document, however small. */
  private static final long FREE = 10_000;

  /** How many times its document an evaluation may make. */
  private static final long TIMES = 4;

  private final ThreadLocal<@Nullable Meter> running = new ThreadLocal<>();

  /** More than is let. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super("the expression makes too much of this document", null, false, false);
    }
  }

  private static final class Meter {
    final Map<JsonNode, Long> weights = new IdentityHashMap<>();
    private final long most;
    private long made;

    Meter(JsonNode document) {
      most = FREE + TIMES * weight(document);
    }

    /** Of a node with all that stands in it: one for each, and one for each 16 characters. */
    long weight(JsonNode node) {
      if (!node.isContainerNode()) {
        return 1 + (node.isTextual() ? node.textValue().length() / 16 : 0);
      }
      Long known = weights.get(node);
      if (known != null) {
        return known;
      }
      long sum = 1;
      for (JsonNode each : node) {
        sum += weight(each);
      }
      if (node.isObject()) {
        for (String name : (Iterable<String>) node::fieldNames) {
          sum += 1 + name.length() / 16;
        }
      }
      weights.put(node, sum);
      return sum;
    }

    /** A new node, whose parts were there before or were counted as they were made. */
    JsonNode made(JsonNode node) {
      made += 1 + node.size();
      if (made > most || weight(node) > most) {
        throw new TooMuch();
      }
      return node;
    }
  }

  /** Starts to count for an evaluation on this thread. */
  void begin(JsonNode document) {
    running.set(new Meter(document));
  }

  void end() {
    running.remove();
  }

  private JsonNode counted(JsonNode node) {
    Meter meter = running.get();
    return meter == null ? node : meter.made(node);
  }

  @Override
  public JsonNode createArray(Collection<JsonNode> elements) {
    return counted(super.createArray(elements));
  }

  @Override
  public JsonNode createObject(Map<JsonNode, JsonNode> members) {
    return counted(super.createObject(members));
  }

  @Override
  public JsonNode createString(String text) {
    return counted(super.createString(text));
  }
}
