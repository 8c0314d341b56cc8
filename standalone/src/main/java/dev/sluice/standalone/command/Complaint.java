package dev.sluice.standalone.command;

/** Ends a command with one line that says why; no stack trace helps the person who typed it. */
public final class Complaint extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Complaint(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
