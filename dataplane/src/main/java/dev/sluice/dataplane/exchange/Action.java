package dev.sluice.dataplane.exchange;

/** What a rule does once its filters have let a request pass. Shared by all event loops. */
public interface Action {
  /** Answers the exchange, now or later, exactly once. Never blocks. */
  void run(Exchange exchange);
}
