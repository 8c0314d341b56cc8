package dev.sluice.snapshot.filter;

/**
 * What a request takes from its bucket. A header that is missing, or is no whole number from 0 to
 * 1,000,000,000, counts as 1.
 */
public sealed interface LimitCost {
  LimitCost ONE = new Constant(1);

  <R> R on(Cases<R> cases);

  /**
   * @param units 1 to 1,000,000,000
   */
  record Constant(long units) implements LimitCost {
    public Constant {
      if (units < 1 || units > 1_000_000_000) {
        throw new IllegalArgumentException("cost: " + units);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.constant(this);
    }
  }

  /** Says the request, in a header; the name is lower case. */
  record RequestHeader(String name) implements LimitCost {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.requestHeader(this);
    }
  }

  /**
   * Says the response, in a header; the name is lower case. A request passes where its bucket has
   * anything left, and what it took is known only then.
   */
  record ResponseHeader(String name) implements LimitCost {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.responseHeader(this);
    }
  }

  /**
   * What a CEL expression makes of the request, and of the response where it speaks of that: then,
   * as with {@link ResponseHeader}, a request passes where its bucket has anything left.
   *
   * @param text as {@link CostExpression} reads it
   */
  record Expression(String text) implements LimitCost {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.expression(this);
    }
  }

  /** The cases of {@link LimitCost}. */
  interface Cases<R> {
    R constant(Constant constant);

    R requestHeader(RequestHeader header);

    R responseHeader(ResponseHeader header);

    R expression(Expression expression);
  }
}
