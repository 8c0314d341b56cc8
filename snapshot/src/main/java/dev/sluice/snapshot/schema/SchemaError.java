package dev.sluice.snapshot.schema;

/** A document that cannot be used: says where, what is wrong, and what to write instead. */
public final class SchemaError extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String pointer;

  public SchemaError(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  /** Into the document (RFC 6901); empty: all of it. */
  public String pointer() {
    return pointer;
  }
}
