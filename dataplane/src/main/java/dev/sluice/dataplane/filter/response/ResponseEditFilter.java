package dev.sluice.dataplane.filter.response;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.dataplane.exchange.edit.JsonChange;
import dev.sluice.snapshot.filter.ResponseEdit;
import org.jspecify.annotations.Nullable;

/** Edits the header section, and perhaps the body, that the client sees. */
public final class ResponseEditFilter implements Filter {
  private final HeaderChanges changes;
  private final @Nullable JsonChange body;

  public ResponseEditFilter(ResponseEdit edit) {
    changes = new HeaderChanges(edit.headers());
    body = edit.body() == null ? null : new JsonChange(edit.body());
  }

  @Override
  public Verdict request(Exchange exchange) {
    if (body != null) {
      BodyEditing.ask(exchange.request().headers());
    }
    return Verdict.PASS;
  }

  @Override
  public boolean takesResponses() {
    return body != null;
  }

  @Override
  public boolean take(Exchange exchange, ResponseHead head, BodySource response) {
    return body != null && BodyEditing.take(exchange, head, response, body);
  }

  @Override
  public void response(Exchange exchange, ResponseHead head) {
    changes.apply(exchange, head.headers());
  }
}
