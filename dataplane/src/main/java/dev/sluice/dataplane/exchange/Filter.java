package dev.sluice.dataplane.exchange;

/**
 * One function at work on the requests of one rule. Built when a snapshot is applied, shared by all
 * event loops, and so without state of its own beyond what is safe to share.
 */
public interface Filter {
  /** Looks at a request on its way in, perhaps changes it. Never blocks. */
  Verdict request(Exchange exchange);

  /** Looks at a response head on its way out, in reverse order, Sluice's own answers included. */
  default void response(Exchange exchange, ResponseHead head) {}

  /** Whether responses are to be shown to {@link #take} before anything is done with them. */
  default boolean takesResponses() {
    return false;
  }

  /**
   * Takes the action's response over, which has not begun to go out.
   *
   * @return true: the filter will respond or fail in its place, and the body is its own
   */
  default boolean take(Exchange exchange, ResponseHead head, BodySource body) {
    return false;
  }
}
