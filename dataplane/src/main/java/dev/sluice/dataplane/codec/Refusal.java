package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.Failure;

/** Bytes that are no message that we serve or forward; their connection closes. */
public final class Refusal extends RuntimeException {
  /** Status of the answer, where one can still be given. */
  public final int status;

  public Refusal(int status, String detail) {
    // Made of what a stranger sent: a stack trace would cost more than it says.
    super(detail, null, false, false);
    this.status = status;
  }

  public static Refusal bad(String detail) {
    return new Refusal(400, detail);
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public Failure failure() {
    String reason =
        switch (status) {
          case 405, 501 -> "method_not_served";
          case 408 -> "client_timeout";
          case 413 -> "body_too_large";
          case 414 -> "target_too_long";
          case 417 -> "expectation_failed";
          case 431 -> "head_too_large";
          case 505 -> "version_not_served";
          default -> "bad_request";
        };
    return new Failure(status, reason, detail());
  }
}
