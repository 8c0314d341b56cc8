package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.id.RuleId;

/** Keeps WebSockets within a number, and their frames within a size. */
final class WebSocketFilter implements Filter {
  private static final Failure TOO_MANY =
      new Failure(503, "too_many_websockets", "This rule has all the WebSockets it may have.");

  private final WebSockets open;
  private final WebSocketLimit limit;

  WebSocketFilter(WebSockets open, WebSocketLimit limit) {
    this.open = open;
    this.limit = limit;
  }

  @Override
  public Verdict request(Exchange exchange) {
    RulePlan plan = exchange.plan();
    if (plan == null || !"websocket".equalsIgnoreCase(exchange.request().upgrade())) {
      return Verdict.PASS;
    }
    if (limit.maxConnections() > 0) {
      RuleId rule = plan.id();
      if (!open.enter(rule, limit.maxConnections())) {
        exchange.fail(TOO_MANY);
        return Verdict.ANSWERED;
      }
      exchange.onFinish(() -> open.leave(rule));
    }
    if (limit.maxFrameBytes() >= 0) {
      exchange.tunnel(new LimitedFrames(exchange, limit.maxFrameBytes()));
    }
    return Verdict.PASS;
  }
}
