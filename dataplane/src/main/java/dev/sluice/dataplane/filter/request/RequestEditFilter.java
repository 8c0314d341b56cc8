package dev.sluice.dataplane.filter.request;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.filter.RequestEdit;

/** Edits the header section that the upstream sees. */
public final class RequestEditFilter implements Filter {
  private final HeaderChanges changes;

  public RequestEditFilter(RequestEdit edit) {
    changes = new HeaderChanges(edit.headers());
  }

  @Override
  public Verdict request(Exchange exchange) {
    changes.apply(exchange, exchange.request().headers());
    return Verdict.PASS;
  }
}
