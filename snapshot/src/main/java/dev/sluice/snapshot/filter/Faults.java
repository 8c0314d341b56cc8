package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.match.NamedMatch;
import org.jspecify.annotations.Nullable;

/**
 * Failures on purpose.
 *
 * @param when on a header; null: every request
 */
public record Faults(@Nullable Delay delay, @Nullable Abort abort, @Nullable NamedMatch when)
    implements FilterConfig {
  /**
   * Requests wait.
   *
   * @param millis at least 1
   * @param percent of the requests, 0 to 100
   */
  public record Delay(long millis, double percent) {
    public Delay {
      if (millis < 1 || !(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("delay: " + millis + " ms for " + percent + " %");
      }
    }
  }

  /**
   * Requests get an error instead of an answer.
   *
   * @param status 400 to 599
   * @param percent of the requests, 0 to 100
   */
  public record Abort(int status, double percent) {
    public Abort {
      if (status < 400 || status > 599 || !(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("abort: " + status + " for " + percent + " %");
      }
    }
  }

  @Override
  public Phase phase() {
    return Phase.FAULT;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.faults(this);
  }
}
