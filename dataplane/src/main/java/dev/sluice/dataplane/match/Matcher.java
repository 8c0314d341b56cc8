package dev.sluice.dataplane.match;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.snapshot.table.Lookup;
import dev.sluice.snapshot.table.RoutingTable;
import java.util.List;
import java.util.function.Consumer;

/** Finds the rule of a request and runs it. One for each event loop. */
public final class Matcher {
  private static final int[] NONE = {};

  private final Tables tables;
  private final Consumer<Exchange> unmatched;
  private final Lookup<Served> lookup = new Lookup<>();

  Matcher(Tables tables, Telemetry telemetry) {
    this.tables = tables;
    this.unmatched = telemetry::unmatched;
  }

  public void handle(Exchange exchange) {
    RequestHead request = exchange.request();
    if (request.bytes()[request.pathStart()] == '*') {
      exchange.observer(unmatched);
      exchange.respond(new ResponseHead(204), BodySource.EMPTY);
      return;
    }
    // Our own TLS: where a trusted proxy has ended the client's, it is plain HTTP that is served.
    request.tls(exchange.client().serverName() != null);
    request.address(exchange.client().address());
    RoutingTable<Served> table = tables.table();
    request.preflight(table.preflight(request, lookup));
    if (!request.preflight() && !table.lookup(request, lookup)) {
      exchange.observer(unmatched);
      exchange.fail(tables.configured() ? Failure.NO_ROUTE : Failure.NO_SNAPSHOT);
      return;
    }
    List<String> names = lookup.captures();
    int[] offsets = names.isEmpty() ? NONE : new int[names.size() * 2];
    for (int i = 0; i < names.size(); i++) {
      offsets[2 * i] = lookup.captureStart(i);
      offsets[2 * i + 1] = lookup.captureEnd(i);
    }
    request.matched(lookup.prefixLength(), names, offsets);
    Served served = lookup.matched().attachment();
    RulePlan plan = exchange.client().tls() ? served.plan() : served.plain();
    exchange.observer(plan.observer());
    exchange.run(plan);
  }
}
