package dev.sluice.dataplane.codec;

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
}
