package dev.sluice.snapshot.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How endpoints that do not work are found out.
 *
 * @param panicPercent while fewer endpoints than that share are healthy, all of them get requests;
 *     0 to 100
 */
public record Health(@Nullable Passive passive, @Nullable Active active, int panicPercent) {
  /** Half of them, as Envoy has it. */
  public static final int USUAL_PANIC = 50;

  public Health {
    if (panicPercent < 0 || panicPercent > 100) {
      throw new IllegalArgumentException("panic: " + panicPercent + " %");
    }
  }

  /** With the usual panic. */
  public Health(@Nullable Passive passive, @Nullable Active active) {
    this(passive, active, USUAL_PANIC);
  }

  /**
   * By what requests meet.
   *
   * @param consecutiveErrors of these in a row (no connection, no answer, or 5xx) eject it
   * @param baseEjectionMillis for how long, times the number of ejections in a row
   * @param maxEjectedPercent of the endpoints at most, but always one of several
   * @param latencyFactor ejects one whose answers take so many times as long as the others' median;
   *     0: none
   */
  public record Passive(
      int consecutiveErrors, long baseEjectionMillis, int maxEjectedPercent, int latencyFactor) {
    /** By errors alone. */
    public Passive(int consecutiveErrors, long baseEjectionMillis, int maxEjectedPercent) {
      this(consecutiveErrors, baseEjectionMillis, maxEjectedPercent, 0);
    }

    public Passive {
      if (consecutiveErrors < 1
          || baseEjectionMillis < 1
          || maxEjectedPercent < 0
          || latencyFactor < 0
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
