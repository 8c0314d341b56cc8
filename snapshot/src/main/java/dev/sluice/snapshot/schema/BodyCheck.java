package dev.sluice.snapshot.schema;

import dev.sluice.snapshot.schema.JsonSchema.Outcome;

/** Checks bodies of one kind. Immutable, for all threads. */
public interface BodyCheck {
  /**
   * Checks a body.
   *
   * @param most steps; some 20 of them take a microsecond
   * @throws JsonText.Refused where it is not to be read
   */
  Outcome check(byte[] body, long most);

  /** Of JSON. */
  static BodyCheck json(JsonSchema schema) {
    return (body, most) -> schema.check(JsonText.body(body), body.length, most);
  }
}
