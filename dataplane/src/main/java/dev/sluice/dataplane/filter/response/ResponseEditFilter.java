package dev.sluice.dataplane.filter.response;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.filter.ResponseEdit;

/** Edits the header section that the client sees. */
public final class ResponseEditFilter implements Filter {
  private final HeaderChanges changes;

  public ResponseEditFilter(ResponseEdit edit) {
    changes = new HeaderChanges(edit.headers());
  }

  @Override
  public Verdict request(Exchange exchange) {
    return Verdict.PASS;
  }

  @Override
  public void response(Exchange exchange, ResponseHead head) {
    changes.apply(exchange, head.headers());
  }
}
