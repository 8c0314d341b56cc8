package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.filter.CostExpression;
import dev.sluice.snapshot.filter.LimitCost;
import org.jspecify.annotations.Nullable;

/** What requests cost, ready to be asked. For all event loops. */
abstract class Cost {
  /** It cannot be told. */
  static final long UNKNOWN = -1;

  private static final long MOST = 1_000_000_000;

  /** Whether the response says it. */
  boolean later() {
    return false;
  }

  /** Units, by the request, or {@link #UNKNOWN}. */
  abstract long of(Exchange exchange);

  /** What {@link #of(ResponseHead, Priced)} will want to know of the request. */
  @Nullable Priced keep(Exchange exchange) {
    return null;
  }

  /** Units, by the response, or {@link #UNKNOWN}. */
  long of(ResponseHead head, @Nullable Priced kept) {
    return 1;
  }

  /** Not on event loops. */
  static Cost of(LimitCost cost, LimitState state) {
    return cost.on(
        new LimitCost.Cases<>() {
          @Override
          public Cost constant(LimitCost.Constant constant) {
            return new Constant(constant.units());
          }

          @Override
          public Cost requestHeader(LimitCost.RequestHeader header) {
            return new RequestField(HeaderName.of(header.name()));
          }

          @Override
          public Cost responseHeader(LimitCost.ResponseHeader header) {
            return new ResponseField(HeaderName.of(header.name()));
          }

          @Override
          public Cost expression(LimitCost.Expression expression) {
            CostExpression parsed = state.expression(expression.text());
            return parsed.later() ? new ResponseExpression(parsed) : new RequestExpression(parsed);
          }
        });
  }

  private static long units(HeaderSection headers, HeaderName name) {
    int field = headers.find(name);
    return field < 0 ? 1 : Units.of(headers, field, MOST, 1);
  }

  private static long units(CostExpression expression, Priced priced) {
    try {
      return expression.of(priced);
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  private static final class Constant extends Cost {
    private final long units;

    Constant(long units) {
      this.units = units;
    }

    @Override
    long of(Exchange exchange) {
      return units;
    }
  }

  private static final class RequestField extends Cost {
    private final HeaderName name;

    RequestField(HeaderName name) {
      this.name = name;
    }

    @Override
    long of(Exchange exchange) {
      return units(exchange.request().headers(), name);
    }
  }

  private static final class RequestExpression extends Cost {
    private final CostExpression expression;

    RequestExpression(CostExpression expression) {
      this.expression = expression;
    }

    @Override
    long of(Exchange exchange) {
      return units(expression, new Priced(exchange, false));
    }
  }

  /** One that is known later; until then a request asks for one unit. */
  private abstract static class Later extends Cost {
    @Override
    boolean later() {
      return true;
    }

    @Override
    long of(Exchange exchange) {
      return 1;
    }
  }

  private static final class ResponseField extends Later {
    private final HeaderName name;

    ResponseField(HeaderName name) {
      this.name = name;
    }

    @Override
    long of(ResponseHead head, @Nullable Priced kept) {
      return units(head.headers(), name);
    }
  }

  private static final class ResponseExpression extends Later {
    private final CostExpression expression;

    ResponseExpression(CostExpression expression) {
      this.expression = expression;
    }

    @Override
    Priced keep(Exchange exchange) {
      return new Priced(exchange, true);
    }

    @Override
    long of(ResponseHead head, @Nullable Priced kept) {
      if (kept == null) {
        return UNKNOWN;
      }
      kept.response(head);
      return units(expression, kept);
    }
  }
}
