package dev.sluice.dataplane.exchange;

/**
 * One way in which an exchange can fail, for client, log and metrics alike.
 *
 * @param status what the client gets where the response has not begun
 * @param reason a stable word in snake case for logs and metric labels: a small, closed set
 * @param detail for the client: says what happened, and nothing that is not his business
 * @param retryAfter in how many seconds it is worth asking again (RFC 9110 §10.2.3); 0: not known
 */
public record Failure(int status, String reason, String detail, int retryAfter) {
  public static final Failure NO_ROUTE =
      new Failure(404, "no_route", "No route matches this request.");
  public static final Failure MISDIRECTED =
      new Failure(
          421, "misdirected", "This connection was made for another name; make one for this name.");
  public static final Failure CERTIFICATE_REQUIRED =
      new Failure(
          403,
          "certificate_required",
          "Come over HTTPS, and show a certificate that is trusted here.");
  public static final Failure NO_SNAPSHOT =
      new Failure(503, "no_snapshot", "This gateway has no configuration yet.");
  public static final Failure BAD_REQUEST =
      new Failure(400, "bad_request", "The request is not valid HTTP.");
  public static final Failure RULE_BROKEN =
      new Failure(500, "rule_broken", "The rule for this request is not configured correctly.");
  public static final Failure BACKEND_UNRESOLVED =
      new Failure(500, "backend_unresolved", "The backend of this rule does not exist.");
  public static final Failure NO_ENDPOINTS =
      new Failure(503, "no_endpoints", "The backend has no ready endpoints.");
  public static final Failure CIRCUIT_OPEN =
      new Failure(503, "circuit_open", "The backend fails too often and is left alone for now.");
  public static final Failure OVERLOADED =
      new Failure(503, "overloaded", "The backend has as many requests as it can take.", 1);
  public static final Failure CONNECT_FAILED =
      new Failure(502, "connect_failed", "No endpoint of the backend could be reached.");
  public static final Failure CONNECT_TIMEOUT =
      new Failure(504, "connect_timeout", "No endpoint of the backend answered in time.");
  public static final Failure UPSTREAM_TLS =
      new Failure(502, "upstream_tls", "No trusted connection to the backend could be made.");
  public static final Failure UPSTREAM_RESET =
      new Failure(502, "upstream_reset", "The backend broke off before its response was complete.");
  public static final Failure UPSTREAM_INVALID =
      new Failure(502, "upstream_invalid", "The backend's response is not valid HTTP.");
  public static final Failure REQUEST_TIMEOUT =
      new Failure(504, "request_timeout", "The backend did not answer in time.");
  public static final Failure IDLE_TIMEOUT =
      new Failure(504, "idle_timeout", "Nothing moved for too long.");

  /** A part that is to be put in its place (RFC 9110 §14.5), where a rule needs the whole. */
  public static final Failure BODY_PARTIAL =
      new Failure(400, "body_partial", "Send the whole body, without Content-Range.");

  public static final Failure ENDING =
      new Failure(503, "ending", "This gateway ends; ask again.", 1);
  public static final Failure CLIENT_GONE =
      new Failure(499, "client_gone", "The client broke off.");
  public static final Failure INTERNAL =
      new Failure(500, "internal", "The gateway failed; its log says why.");

  /** One that says nothing of when it will be over. */
  public Failure(int status, String reason, String detail) {
    this(status, reason, detail, 0);
  }

  /** The same, and in how many seconds it may be over. */
  public Failure after(int seconds) {
    return new Failure(status, reason, detail, seconds);
  }
}
