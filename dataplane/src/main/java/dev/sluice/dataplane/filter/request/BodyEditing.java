package dev.sluice.dataplane.filter.request;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.WholeBody;
import dev.sluice.dataplane.exchange.edit.JsonChange;

/** The body of one request, as it becomes another. */
final class BodyEditing {
  private static final Failure NOT_JSON =
      new Failure(
          415, "body_not_json", "Send the body as application/json, without a Content-Encoding.");
  private static final Failure TOO_LARGE =
      new Failure(413, "body_too_large", "The body is larger than this rule takes.");
  private static final Failure MALFORMED =
      new Failure(400, "body_malformed", "The body is not valid JSON.");
  private static final Failure UNFIT =
      new Failure(422, "body_unfit", "The body does not have the shape that is expected here.");

  private final Exchange exchange;
  private final JsonChange change;
  private boolean waits;
  private boolean ready;

  private BodyEditing(Exchange exchange, JsonChange change) {
    this.exchange = exchange;
    this.change = change;
  }

  static Verdict of(Exchange exchange, JsonChange change) {
    BodySource body = exchange.body();
    if (body == BodySource.EMPTY || body.length() == 0) {
      return Verdict.PASS;
    }
    HeaderSection headers = exchange.request().headers();
    if (headers.find(HeaderName.CONTENT_RANGE) >= 0) {
      exchange.fail(Failure.BODY_PARTIAL);
      return Verdict.ANSWERED;
    }
    if (!JsonChange.json(headers) || JsonChange.coded(headers)) {
      exchange.fail(NOT_JSON);
      return Verdict.ANSWERED;
    }
    if (body.length() > change.most()) {
      exchange.fail(TOO_LARGE);
      return Verdict.ANSWERED;
    }
    return new BodyEditing(exchange, change).run(body);
  }

  private Verdict run(BodySource body) {
    WholeBody.of(body, change.most(), this::whole, () -> exchange.fail(TOO_LARGE), exchange::fail);
    if (exchange.answered()) {
      return Verdict.ANSWERED;
    }
    waits = !ready;
    return ready ? Verdict.PASS : Verdict.LATER;
  }

  private void whole(byte[] bytes) {
    change.apply(
        exchange, bytes, this::made, malformed -> exchange.fail(malformed ? MALFORMED : UNFIT));
  }

  private void made(byte[] bytes) {
    if (exchange.answered()) {
      return;
    }
    HeaderSection headers = exchange.request().headers();
    JsonChange.forget(headers);
    headers.set(HeaderName.CONTENT_TYPE, "application/json");
    exchange.body(new MemoryBody(bytes));
    ready = true;
    if (waits) {
      exchange.proceed();
    }
  }
}
