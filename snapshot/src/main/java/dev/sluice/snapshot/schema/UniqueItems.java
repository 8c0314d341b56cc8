package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;

/**
 * The keyword {@code uniqueItems}, over texts. The library puts trees into a hash table, and trees
 * cannot be sorted: a client who makes many with one hash would have each compared with each.
 */
final class UniqueItems implements Keyword {
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  @Override
  public String getValue() {
    return "uniqueItems";
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
    boolean unique = value.booleanValue();
    return new BaseKeywordValidator(this, value, location, parent, context) {
      @Override
      public void validate(
          ExecutionContext execution, JsonNode node, JsonNode root, NodePath instance) {
        if (unique && node.isArray() && twice(node)) {
          execution.addError(
              error()
                  .instanceNode(node)
                  .instanceLocation(instance)
                  .evaluationPath(execution.getEvaluationPath())
                  .locale(execution.getExecutionConfig().getLocale())
                  .build());
        }
      }
    };
  }

  private static boolean twice(JsonNode items) {
    Set<String> seen = new HashSet<>();
    for (JsonNode item : items) {
      String text;
      try {
        text = SORTED.writeValueAsString(item);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
      Steps.spend(1 + text.length() / 4);
      if (!seen.add(text)) {
        return true;
      }
    }
    return false;
  }
}
