package dev.sluice.snapshot.filter;

/** A part of what tells the buckets of a {@link Limit} apart. */
public sealed interface LimitKey {
  <R> R on(Cases<R> cases);

  /**
   * The client's address, cut to a prefix: whoever holds an IPv6 network has as many addresses as
   * he likes.
   *
   * @param prefix4 0 to 32
   * @param prefix6 0 to 128
   */
  record Source(int prefix4, int prefix6) implements LimitKey {
    public Source {
      if (prefix4 < 0 || prefix4 > 32 || prefix6 < 0 || prefix6 > 128) {
        throw new IllegalArgumentException("prefixes: " + prefix4 + ", " + prefix6);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.source(this);
    }
  }

  /** The first field of this name, lower case. */
  record Header(String name) implements LimitKey {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.header(this);
    }
  }

  /** The first cookie of this name. */
  record Cookie(String name) implements LimitKey {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.cookie(this);
    }
  }

  /** The first query parameter of this name, decoded. */
  record Query(String name) implements LimitKey {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.query(this);
    }
  }

  /** A capture of the rule's path template. The compiler sees to it that every match has it. */
  record PathCapture(String name) implements LimitKey {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.pathCapture(this);
    }
  }

  /** A segment of the path as it was matched: of {@code /users/7}, 0 is {@code users}. */
  record PathSegment(int index) implements LimitKey {
    public PathSegment {
      if (index < 0) {
        throw new IllegalArgumentException("segment: " + index);
      }
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.pathSegment(this);
    }
  }

  /** The cases of {@link LimitKey}. */
  interface Cases<R> {
    R source(Source source);

    R header(Header header);

    R cookie(Cookie cookie);

    R query(Query query);

    R pathCapture(PathCapture capture);

    R pathSegment(PathSegment segment);
  }
}
