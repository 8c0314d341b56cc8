package dev.sluice.dataplane.action.broken;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;

/** Answers 500 for a rule that could not be compiled, so that nothing falls through it. */
public final class BrokenAction implements Action {
  @Override
  public void run(Exchange exchange) {
    exchange.fail(Failure.RULE_BROKEN);
  }
}
