package dev.sluice.standalone.command;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.RoutingSnapshot;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A running data plane, as a command needs it. */
public interface Gateway extends AutoCloseable {
  /**
   * Brings a snapshot into service. Completes when every event loop serves it, with the entries
   * that could not be built and why.
   */
  CompletionStage<Map<EntryKey, String>> apply(RoutingSnapshot snapshot);

  /** The ports that were really bound. */
  Ports ports();

  /** Drains, then ends. */
  @Override
  void close();

  /** Three ports, each from 0 (a free one) to 65535. */
  record Ports(int http, int https, int admin) {}

  /** Starts one. */
  interface Starter {
    /**
     * @throws Complaint where a port is taken, with the flag that chooses another
     */
    Gateway start(Ports wanted);
  }
}
