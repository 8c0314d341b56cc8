package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.BodyLimit;

/**
 * Keeps bodies within a size. One that says its length is judged before anything is sent on; the
 * listener sees to it that it is not longer than it says.
 */
public final class BodyLimitFilter implements Filter {
  static final Failure TOO_LARGE =
      new Failure(413, "body_too_large", "The body is larger than this rule takes.");

  private final long most;

  public BodyLimitFilter(BodyLimit limit) {
    most = limit.maxBytes();
  }

  @Override
  public Verdict request(Exchange exchange) {
    BodySource body = exchange.body();
    if (body == BodySource.EMPTY) {
      return Verdict.PASS;
    }
    long length = body.length();
    if (length > most) {
      exchange.fail(TOO_LARGE);
      return Verdict.ANSWERED;
    }
    if (length < 0) {
      exchange.body(new LimitedBody(exchange, body, most));
    }
    return Verdict.PASS;
  }
}
