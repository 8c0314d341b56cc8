package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;

/** Sluice's own error answers: small problem documents (RFC 9457) with the request's id. */
final class FailureResponse {
  private static final HeaderName SLUICE_ERROR = HeaderName.of("x-sluice-error");
  private static final byte[] PROBLEM_JSON =
      "application/problem+json".getBytes(StandardCharsets.US_ASCII);

  private FailureResponse() {}

  static void send(Exchange exchange, Failure cause) {
    // The id may be the client's own words: anything but a plain token is left out of the document.
    String id = exchange.requestId();
    boolean plain = id.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    String document =
        "{\"type\":\"about:blank\",\"status\":"
            + cause.status()
            + ",\"title\":\""
            + cause.reason()
            + "\",\"detail\":\""
            + cause.detail()
            + "\""
            + (plain ? ",\"requestId\":\"" + id + "\"" : "")
            + "}\n";
    ResponseHead head = new ResponseHead(cause.status());
    head.headers().add(HeaderName.CONTENT_TYPE, PROBLEM_JSON);
    head.headers().add(SLUICE_ERROR, cause.reason());
    exchange.respond(head, new MemoryBody(document.getBytes(StandardCharsets.UTF_8)));
  }
}
