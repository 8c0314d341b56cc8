package dev.sluice.dataplane.upstream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the calls of one event loop have waited too long. A timer for each would cost every request
 * a timer's making and its cancelling; here a request costs two pointers, and the one timer is set
 * anew only when it has rung: calls that ended in time are gone from the list by then.
 */
final class Deadlines {
  /** No deadline. */
  static final long NEVER = Long.MAX_VALUE;

  /** What has a deadline. A node of the list itself. */
  abstract static class Timed {
    private @Nullable Timed before;
    private @Nullable Timed after;

    /** When it is due as things stand, on {@link UpstreamLoop#now()}'s scale. */
    abstract long due();

    /** It is due. */
    abstract void expire();
  }

  private static final class Ends extends Timed {
    @Override
    long due() {
      return NEVER;
    }

    @Override
    void expire() {}
  }

  private final EventExecutor executor;
  private final Timed ends = new Ends();
  private final Runnable ring = this::ring;
  private long wake = NEVER;
  private boolean ringing;
  private @Nullable ScheduledFuture<?> timer;

  Deadlines(EventExecutor executor) {
    this.executor = executor;
    ends.before = ends;
    ends.after = ends;
  }

  void add(Timed timed) {
    Timed last = ends.before;
    if (last != null) {
      last.after = timed;
    }
    timed.before = last;
    timed.after = ends;
    ends.before = timed;
    sooner(timed.due());
  }

  /** It is due sooner than it was. */
  void sooner(Timed timed) {
    sooner(timed.due());
  }

  void remove(Timed timed) {
    Timed before = timed.before;
    Timed after = timed.after;
    if (before != null && after != null) {
      before.after = after;
      after.before = before;
      timed.before = null;
      if (!ringing) {
        // Else the ring may stand on it. Kept for ever, it would hold on to all that came after.
        timed.after = null;
      }
    }
  }

  private void sooner(long due) {
    if (due < wake) {
      wake = due;
      ScheduledFuture<?> later = timer;
      if (later != null) {
        later.cancel(false);
      }
      timer = executor.schedule(ring, Math.max(0, due - UpstreamLoop.now()), TimeUnit.NANOSECONDS);
    }
  }

  private void ring() {
    timer = null;
    wake = NEVER;
    long now = UpstreamLoop.now();
    long next = NEVER;
    ringing = true;
    Timed each = ends.after;
    while (each != null && each != ends) {
      long due = each.due();
      if (due <= now) {
        each.expire();
      } else if (each.before != null) {
        next = Math.min(next, due);
      }
      each = each.after;
    }
    ringing = false;
    sooner(next);
  }
}
