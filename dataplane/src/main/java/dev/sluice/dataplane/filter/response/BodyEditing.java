package dev.sluice.dataplane.filter.response;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.WholeBody;
import dev.sluice.dataplane.exchange.edit.JsonChange;

/** The body of a response, as it becomes another before anything of it goes out. */
final class BodyEditing {
  private static final HeaderName ACCEPT_ENCODING = HeaderName.of("accept-encoding");
  private static final HeaderName RANGE = HeaderName.of("range");
  private static final HeaderName IF_RANGE = HeaderName.of("if-range");

  private static final Failure UNFIT =
      new Failure(
          502, "response_unfit", "The backend's response cannot be edited as the rule says.");

  private BodyEditing() {}

  /** Asks the backend for what can be edited: the whole, and in no coding. */
  static void ask(HeaderSection request) {
    request.set(ACCEPT_ENCODING, "identity");
    request.remove(RANGE);
    request.remove(IF_RANGE);
  }

  /** True where the response will come later, as another. */
  static boolean take(Exchange exchange, ResponseHead head, BodySource body, JsonChange change) {
    HeaderSection headers = head.headers();
    if (head.status() == 101 || body == BodySource.EMPTY) {
      return false;
    }
    boolean json = JsonChange.json(headers);
    if (exchange.request().method().equals("HEAD") || head.status() == 304) {
      if (json) {
        JsonChange.forget(headers);
      }
      return false;
    }
    // Nobody asked for a part. Of whatever type it says it is, it may be one of what is edited.
    boolean part = head.status() == 206;
    if (!json && !part) {
      return false;
    }
    if (part || JsonChange.coded(headers) || body.length() > change.most()) {
      body.cancel();
      exchange.fail(UNFIT);
      return true;
    }
    // The connection may be another request's by the time the new body is there.
    ResponseHead kept = head.copy();
    WholeBody.of(
        body,
        change.most(),
        bytes ->
            change.apply(
                exchange,
                bytes,
                made -> answer(exchange, kept, made),
                malformed -> exchange.fail(UNFIT)),
        () -> exchange.fail(UNFIT),
        exchange::fail);
    return true;
  }

  private static void answer(Exchange exchange, ResponseHead head, byte[] made) {
    JsonChange.forget(head.headers());
    head.headers().set(HeaderName.CONTENT_TYPE, "application/json");
    exchange.respond(head, new MemoryBody(made));
  }
}
