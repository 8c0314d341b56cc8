package dev.sluice.dataplane.action.respond;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.HeaderEdits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers with a fixed response. */
public final class RespondAction implements Action {
  private static final byte[] PLAIN =
      "text/plain; charset=utf-8".getBytes(StandardCharsets.US_ASCII);

  private final int status;
  private final HeaderChanges headers;
  private final byte[] body;
  private final boolean typed;

  public RespondAction(Respond respond) {
    status = respond.status();
    headers = new HeaderChanges(new HeaderEdits(List.of(), respond.headers(), List.of()));
    body = respond.body().getBytes(StandardCharsets.UTF_8);
    typed =
        body.length == 0
            || respond.headers().stream().anyMatch(each -> each.name().equals("content-type"));
  }

  @Override
  public void run(Exchange exchange) {
    ResponseHead head = new ResponseHead(status);
    if (!typed) {
      head.headers().add(HeaderName.CONTENT_TYPE, PLAIN);
    }
    headers.apply(exchange, head.headers());
    exchange.respond(head, new MemoryBody(body));
  }
}
