package dev.sluice.operator.push;

/** Says whose token it is that a data plane brings. May block: called on worker threads. */
@FunctionalInterface
public interface TokenCheck {
  Verdict check(String token);

  /** What is known of a token. It never holds the token. */
  sealed interface Verdict {
    <R> R on(Cases<R> cases);

    /** The token is the data plane's, and was given to this pod. */
    record Allowed(String pod) implements Verdict {
      @Override
      public <R> R on(Cases<R> cases) {
        return cases.allowed(this);
      }
    }

    /**
     * The token does not open this door.
     *
     * @param status 401: not a valid token; 403: a valid one of someone else
     */
    record Refused(int status, String reason) implements Verdict {
      @Override
      public <R> R on(Cases<R> cases) {
        return cases.refused(this);
      }
    }

    /** Nobody could say. The door stays shut, but the next try asks again. */
    record Unknown(String reason) implements Verdict {
      @Override
      public <R> R on(Cases<R> cases) {
        return cases.unknown(this);
      }
    }

    /** The cases of {@link Verdict}. */
    interface Cases<R> {
      R allowed(Allowed allowed);

      R refused(Refused refused);

      R unknown(Unknown unknown);
    }
  }
}
