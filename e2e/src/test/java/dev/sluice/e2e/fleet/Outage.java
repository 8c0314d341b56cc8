package dev.sluice.e2e.fleet;

import java.util.OptionalInt;

/**
 * Something that was done to a part of the fleet.
 *
 * @param port of the data plane that it was done to; empty: it was another part
 * @param from {@link System#nanoTime()} just before it was done
 * @param to just after all was well again
 */
record Outage(Kind kind, String part, OptionalInt port, long from, long to) {
  /** What is done. */
  enum Kind {
    BACKEND_KILLED,
    BACKEND_PAUSED,
    BACKEND_CUT_OFF,
    BACKEND_UNREACHABLE,
    DATA_PLANE_KILLED,
    DATA_PLANE_PAUSED,
    DATA_PLANE_RESTARTED,
    OPERATOR_KILLED,
    OPERATOR_PAUSED,
    OPERATOR_CUT_OFF,
    OPERATOR_UNREACHABLE,
    BOTH_OPERATORS_KILLED,
    API_SERVER_STOPPED;

    boolean backend() {
      return switch (this) {
        case BACKEND_KILLED, BACKEND_PAUSED, BACKEND_CUT_OFF, BACKEND_UNREACHABLE -> true;
        case DATA_PLANE_KILLED,
            DATA_PLANE_PAUSED,
            DATA_PLANE_RESTARTED,
            OPERATOR_KILLED,
            OPERATOR_PAUSED,
            OPERATOR_CUT_OFF,
            OPERATOR_UNREACHABLE,
            BOTH_OPERATORS_KILLED,
            API_SERVER_STOPPED ->
            false;
      };
    }
  }

  boolean meets(Load.Failure failure) {
    return failure.ended() >= from && failure.asked().begun() <= to;
  }
}
