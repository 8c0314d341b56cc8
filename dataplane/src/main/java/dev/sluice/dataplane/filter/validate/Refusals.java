package dev.sluice.dataplane.filter.validate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.snapshot.schema.JsonText;
import dev.sluice.snapshot.schema.Violation;
import java.util.List;

/** What clients are told whose requests do not pass: where it is wrong, never what stands there. */
final class Refusals {
  static final Failure MISSING =
      new Failure(400, "body_missing", "The request needs a body of JSON.");
  static final Failure NOT_JSON =
      new Failure(
          415,
          "body_not_json",
          "Send the body as application/json, in UTF-8 and without a Content-Encoding.");
  static final Failure TOO_LARGE =
      new Failure(413, "body_too_large", "The body is larger than this rule takes.");
  static final Failure TOO_COMPLEX =
      new Failure(400, "body_too_complex", "The body takes too much work to check.");
  static final Failure INVALID =
      new Failure(400, "body_invalid", "The body does not meet its schema: see errors.");

  private static final JsonMapper JSON = new JsonMapper();

  private Refusals() {}

  static Failure malformed(JsonText.Refused why) {
    return new Failure(400, "body_malformed", "The body " + why.getMessage() + ".");
  }

  /** Answers with what is wrong where. */
  static void refuse(Exchange exchange, Failure cause, List<Violation> violations) {
    FailureResponse answer = FailureResponse.of(exchange, cause, members(violations));
    exchange.fail(cause, answer.head(), new MemoryBody(answer.body()));
  }

  /** For the problem document. */
  private static String members(List<Violation> violations) {
    ArrayNode errors = JSON.createArrayNode();
    for (Violation violation : violations) {
      ObjectNode error = errors.addObject();
      error.put("pointer", violation.pointer());
      error.put("keyword", violation.keyword());
      if (violation.property() != null) {
        error.put("property", violation.property());
      }
    }
    return ",\"errors\":" + errors;
  }
}
