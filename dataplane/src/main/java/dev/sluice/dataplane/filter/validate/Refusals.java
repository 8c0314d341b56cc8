package dev.sluice.dataplane.filter.validate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.snapshot.openapi.ParameterViolation;
import dev.sluice.snapshot.schema.JsonText;
import dev.sluice.snapshot.schema.Violation;
import java.util.List;

/** What clients are told whose requests do not pass: where it is wrong, never what stands there. */
final class Refusals {
  static final Failure MISSING =
      new Failure(400, "body_missing", "The request needs a body of JSON.");
  static final Failure MISSING_BODY = new Failure(400, "body_missing", "The request needs a body.");
  static final Failure NOT_JSON =
      new Failure(
          415,
          "body_not_json",
          "Send the body as application/json, in UTF-8 and without a Content-Encoding.");
  static final Failure UNREADABLE =
      new Failure(415, "body_unreadable", "Send the body in UTF-8 and without a Content-Encoding.");
  static final Failure TOO_LARGE =
      new Failure(413, "body_too_large", "The body is larger than this rule takes.");
  static final Failure TOO_COMPLEX =
      new Failure(400, "body_too_complex", "The body takes too much work to check.");
  static final Failure BODY_UNEXPECTED =
      new Failure(400, "body_unexpected", "This operation takes no body.");
  static final Failure PATH_UNKNOWN =
      new Failure(404, "path_unknown", "This API has no such path.");
  static final Failure PARAMETERS_TOO_COMPLEX =
      new Failure(400, "parameters_too_complex", "The parameters take too much work to check.");

  private static final Failure INVALID =
      new Failure(400, "body_invalid", "The body does not meet its schema: see errors.");
  private static final Failure PARAMETERS_INVALID =
      new Failure(400, "parameters_invalid", "Parameters do not meet their schemas: see errors.");

  private static final HeaderName ALLOW = HeaderName.of("allow");
  private static final HeaderName ACCEPT = HeaderName.of("accept");
  private static final JsonMapper JSON = new JsonMapper();

  private Refusals() {}

  static Failure malformed(JsonText.Refused why) {
    return new Failure(400, "body_malformed", "The body " + why.getMessage() + ".");
  }

  /** The path has other methods (RFC 9110 §15.5.6). */
  static void methodUnknown(Exchange exchange, String methods) {
    Failure cause = new Failure(405, "method_unknown", "Ask this path with " + methods + ".");
    FailureResponse answer = FailureResponse.of(exchange, cause, "");
    answer.head().headers().add(ALLOW, methods);
    exchange.fail(cause, answer.head(), new MemoryBody(answer.body()));
  }

  /** The operation takes bodies of other types (RFC 9110 §15.5.16). */
  static void typeUnknown(Exchange exchange, String types) {
    Failure cause =
        new Failure(415, "body_type_unknown", "Send the body as one of: " + types + ".");
    FailureResponse answer = FailureResponse.of(exchange, cause, "");
    answer.head().headers().add(ACCEPT, types);
    exchange.fail(cause, answer.head(), new MemoryBody(answer.body()));
  }

  static void invalid(Exchange exchange, List<Violation> violations) {
    ArrayNode errors = JSON.createArrayNode();
    for (Violation violation : violations) {
      say(errors.addObject(), violation);
    }
    refuse(exchange, INVALID, errors);
  }

  static void parameters(Exchange exchange, List<ParameterViolation> violations) {
    ArrayNode errors = JSON.createArrayNode();
    for (ParameterViolation violation : violations) {
      ObjectNode error = errors.addObject();
      error.put("in", violation.in());
      error.put("name", violation.name());
      say(error, violation.violation());
    }
    refuse(exchange, PARAMETERS_INVALID, errors);
  }

  private static void say(ObjectNode error, Violation violation) {
    error.put("pointer", violation.pointer());
    error.put("keyword", violation.keyword());
    if (violation.property() != null) {
      error.put("property", violation.property());
    }
  }

  private static void refuse(Exchange exchange, Failure cause, ArrayNode errors) {
    FailureResponse answer = FailureResponse.of(exchange, cause, ",\"errors\":" + errors);
    exchange.fail(cause, answer.head(), new MemoryBody(answer.body()));
  }
}
