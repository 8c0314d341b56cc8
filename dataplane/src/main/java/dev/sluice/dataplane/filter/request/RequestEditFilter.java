package dev.sluice.dataplane.filter.request;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.dataplane.exchange.edit.JsonChange;
import dev.sluice.snapshot.filter.RequestEdit;
import org.jspecify.annotations.Nullable;

/** Edits the header section, and perhaps the body, that the upstream sees. */
public final class RequestEditFilter implements Filter {
  private final HeaderChanges changes;
  private final @Nullable JsonChange body;

  public RequestEditFilter(RequestEdit edit) {
    changes = new HeaderChanges(edit.headers());
    body = edit.body() == null ? null : new JsonChange(edit.body());
  }

  @Override
  public Verdict request(Exchange exchange) {
    changes.apply(exchange, exchange.request().headers());
    return body == null ? Verdict.PASS : BodyEditing.of(exchange, body);
  }
}
