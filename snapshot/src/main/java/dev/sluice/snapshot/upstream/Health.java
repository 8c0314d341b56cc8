package dev.sluice.snapshot.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How endpoints that do not work are found out. */
public record Health(@Nullable Passive passive, @Nullable Active active) {
  /**
   * By what requests meet.
   *
   * @param consecutiveErrors of these in a row (no connection, no answer, or 5xx) eject it
   * @param baseEjectionMillis for how long, times the number of ejections in a row
   * @param maxEjectedPercent of the endpoints at most, but always one of several
   */
  public record Passive(int consecutiveErrors, long baseEjectionMillis, int maxEjectedPercent) {
    public Passive {
      if (consecutiveErrors < 1
          || baseEjectionMillis < 1
          || maxEjectedPercent < 0
          || maxEjectedPercent > 100) {
        throw new IllegalArgumentException("passive health: " + consecutiveErrors);
      }
    }
  }

  /**
   * By asking.
   *
   * @param healthy answers in a row that make it fit
   * @param unhealthy failures in a row that make it unfit
   */
  public record Active(
      Probe probe, long intervalMillis, long timeoutMillis, int healthy, int unhealthy) {
    public Active {
      if (intervalMillis < 1 || timeoutMillis < 1 || healthy < 1 || unhealthy < 1) {
        throw new IllegalArgumentException("active health: every " + intervalMillis + " ms");
      }
    }
  }

  /** What is asked. */
  public enum Kind {
    HTTP,
    /** grpc.health.v1.Health/Check. */
    GRPC,
    /** A connection is enough. */
    TCP
  }

  /**
   * A question.
   *
   * @param path for HTTP; else empty
   * @param statuses that are healthy, for HTTP; empty: 200 to 399
   * @param service for gRPC; empty: the server as a whole
   */
  public record Probe(Kind kind, String path, List<Integer> statuses, String service) {
    public Probe {
      statuses = List.copyOf(statuses);
    }
  }
}
