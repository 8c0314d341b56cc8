package dev.sluice.dataplane.listener;

/** Bytes that are no request that we serve; the connection closes after the answer. */
final class Refusal extends RuntimeException {
  final int status;

  Refusal(int status, String detail) {
    // Made of what a stranger sent: a stack trace would cost more than it says.
    super(detail, null, false, false);
    this.status = status;
  }

  static Refusal bad(String detail) {
    return new Refusal(400, detail);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
