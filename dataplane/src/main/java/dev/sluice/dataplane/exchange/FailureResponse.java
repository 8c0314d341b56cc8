package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;

/**
 * Sluice's own error answers. They carry the request's id, and x-sluice-error, by which they can be
 * told from a backend's. A small problem document (RFC 9457); where the client speaks gRPC, a
 * response of nothing but trailers (gRPC over HTTP/2, "Responses").
 */
public record FailureResponse(ResponseHead head, byte[] body) {
  private static final HeaderName SLUICE_ERROR = HeaderName.of("x-sluice-error");
  private static final HeaderName GRPC_STATUS = HeaderName.of("grpc-status");
  private static final HeaderName GRPC_MESSAGE = HeaderName.of("grpc-message");
  private static final HeaderName RETRY_AFTER = HeaderName.of("retry-after");
  private static final String GRPC = "application/grpc";
  private static final byte[] PROBLEM_JSON =
      "application/problem+json".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  /** For what never became an exchange. */
  public static FailureResponse refusal(Failure cause, boolean grpc) {
    return of(cause, RequestIds.next(), grpc, "");
  }

  /** Whether a content type is one of gRPC's. */
  public static boolean grpc(String contentType) {
    return contentType.regionMatches(true, 0, GRPC, 0, GRPC.length())
        && (contentType.length() == GRPC.length() || "+;".indexOf(contentType.charAt(16)) >= 0);
  }

  /** Whether a response is one of gRPC's. */
  public static boolean grpc(ResponseHead head) {
    String type = head.headers().value(HeaderName.CONTENT_TYPE);
    return type != null && grpc(type);
  }

  /** How a response of gRPC ends that was broken off after its head: the client learns why. */
  public static HeaderSection trailers(Failure cause) {
    HeaderSection trailers = new HeaderSection(256, 4);
    status(cause, trailers);
    trailers.add(SLUICE_ERROR, cause.reason());
    return trailers;
  }

  private static void status(Failure cause, HeaderSection fields) {
    fields.add(GRPC_STATUS, Integer.toString(grpcStatus(cause.status())));
    fields.add(GRPC_MESSAGE, cause.detail().replace("%", "%25"));
  }

  static void send(Exchange exchange, Failure cause) {
    FailureResponse answer = of(exchange, cause, "");
    exchange.respond(answer.head(), new MemoryBody(answer.body()));
  }

  /**
   * For whoever has more to say than what failed, and hands it to {@link Exchange#fail(Failure,
   * ResponseHead, BodySource)} himself.
   *
   * @param members more of the problem document (RFC 9457 §3.2), as JSON, each with a comma before
   *     it
   */
  public static FailureResponse of(Exchange exchange, Failure cause, String members) {
    // The id may be the client's own words: only a plain token goes back to it.
    String id = exchange.requestId();
    boolean plain = id.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    return of(cause, plain ? id : RequestIds.next(), exchange.grpc(), members);
  }

  private static FailureResponse of(Failure cause, String id, boolean grpc, String members) {
    ResponseHead head = new ResponseHead(grpc ? 200 : cause.status());
    HeaderSection headers = head.headers();
    if (grpc) {
      headers.add(HeaderName.CONTENT_TYPE, GRPC);
      status(cause, headers);
    } else {
      headers.add(HeaderName.CONTENT_TYPE, PROBLEM_JSON);
      if (cause.retryAfter() > 0) {
        headers.add(RETRY_AFTER, Integer.toString(cause.retryAfter()));
      }
    }
    headers.add(SLUICE_ERROR, cause.reason());
    headers.add(HeaderName.X_REQUEST_ID, id);
    return new FailureResponse(head, grpc ? NOTHING : document(cause, id, members));
  }

  private static byte[] document(Failure cause, String id, String members) {
    String text =
        "{\"type\":\"about:blank\",\"status\":"
            + cause.status()
            + ",\"title\":\""
            + cause.reason()
            + "\",\"detail\":\""
            + cause.detail().replace("\\", "\\\\").replace("\"", "\\\"")
            + "\",\"requestId\":\""
            + id
            + "\""
            + members
            + "}\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What gRPC calls it: near to its own table for foreign statuses (http-grpc-status-mapping), but
   * a client that asks too much is not told to try again at once.
   */
  private static int grpcStatus(int status) {
    return switch (status) {
      case 400, 500 -> 13; // INTERNAL
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404, 405, 501 -> 12; // UNIMPLEMENTED
      case 408, 504 -> 4; // DEADLINE_EXCEEDED
      case 413, 429, 431 -> 8; // RESOURCE_EXHAUSTED
      case 499 -> 1; // CANCELLED
      case 502, 503 -> 14; // UNAVAILABLE
      default -> 2; // UNKNOWN
    };
  }
}
