package dev.sluice.snapshot.match;

/** How a rule matches one named value: a header, a query parameter or a cookie. */
public sealed interface ValueMatch {
  <R> R on(Cases<R> cases);

  /** Equal, byte for byte. */
  record Exact(String value) implements ValueMatch {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.exact(this);
    }
  }

  /** An RE2 expression that must match the whole value. */
  record Regex(String pattern) implements ValueMatch {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.regex(this);
    }
  }

  /** There at all (true), or not there (false). */
  record Present(boolean present) implements ValueMatch {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.present(this);
    }
  }

  /** The cases of {@link ValueMatch}. */
  interface Cases<R> {
    R exact(Exact exact);

    R regex(Regex regex);

    R present(Present present);
  }
}
