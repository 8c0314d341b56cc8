package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.Exchange;

/** Takes every request that a codec has read. One for each event loop. */
@FunctionalInterface
public interface Requests {
  void handle(Exchange exchange);
}
