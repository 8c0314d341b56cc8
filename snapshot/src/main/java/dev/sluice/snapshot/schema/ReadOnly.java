package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/**
 * The keyword {@code readOnly} in requests: what only a server sets does not hold (JSON Schema
 * Validation 2020-12 §9.4, OpenAPI 3.0.3 "Schema Object").
 */
final class ReadOnly implements Keyword {
  @Override
  public String getValue() {
    return "readOnly";
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
    boolean readOnly = value.booleanValue();
    return new BaseKeywordValidator(this, value, location, parent, context) {
      @Override
      public void validate(
          ExecutionContext execution, JsonNode node, JsonNode root, NodePath instance) {
        if (readOnly) {
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
}
