package dev.sluice.dataplane.exchange;

/** The way back to the client: one for each exchange, made by the listener's codec. */
public interface Responder {
  /** Sends an informational response (1xx other than 101; RFC 9110 §15.2). */
  void interim(ResponseHead head);

  /**
   * Sends the final response, or 101. Framing fields (Content-Length, Transfer-Encoding,
   * Connection) are the codec's to write, from the body's length; it ignores those in the head,
   * except for a Content-Length in answer to HEAD or with 304. After 101 the body is whatever the
   * upstream sends on the switched connection.
   */
  void respond(ResponseHead head, BodySource body);

  /** Tells the client, with the answer, to make another connection for what it asks next. */
  default void last() {}

  /** What has begun cannot be completed, and the client must be able to tell. */
  void fail(Failure cause);

  /**
   * Bytes that the client sends after 101, until it closes. Only to be started once the 101 has
   * been passed to {@link #respond}.
   */
  BodySource switched();

  /**
   * Runs a task on the exchange's event loop after that long; what it returns calls it off, on that
   * loop too.
   */
  Runnable after(long millis, Runnable task);
}
