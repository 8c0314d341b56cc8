package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.concurrent.TimeUnit;

/**
 * How long a call may take: in all, for one try, and without a byte that moves. The call extends
 * this, rather than has one, for the same reason that it is a node of the {@link Deadlines} itself.
 */
abstract class CallTimes extends Deadlines.Timed {
  private final Deadlines deadlines;
  private final Timeouts timeouts;
  private long requestDue = Deadlines.NEVER;
  private long tryDue = Deadlines.NEVER;
  private long moved;

  CallTimes(Deadlines deadlines, Timeouts timeouts) {
    this.deadlines = deadlines;
    this.timeouts = timeouts;
  }

  /** The current try has had its time; the next one's begins with {@link #limitTry}. */
  abstract void tryTooLong();

  /** The call has had its time. */
  abstract void tooLong(Failure cause);

  /** Watches it from now on. Of its time, some is gone since it began, and it may ask for less. */
  final void watch(long begun, RequestHead request) {
    moved = begun;
    long limit = timeouts.requestMillis();
    long due = limit == 0 ? Deadlines.NEVER : begun + TimeUnit.MILLISECONDS.toNanos(limit);
    requestDue = GrpcDeadline.apply(request, due);
    deadlines.add(this);
  }

  final void unwatch() {
    deadlines.remove(this);
  }

  /** Something moved, in whatever direction. */
  final void touch() {
    moved = UpstreamLoop.now();
  }

  /** When something moved. */
  final long moved() {
    return moved;
  }

  /** A try begins. */
  final void limitTry() {
    long perTry = timeouts.perTryMillis();
    if (perTry > 0) {
      tryDue = UpstreamLoop.now() + TimeUnit.MILLISECONDS.toNanos(perTry);
      deadlines.sooner(this);
    }
  }

  /** No try is to be waited for. */
  final void tryIsOver() {
    tryDue = Deadlines.NEVER;
  }

  /** What comes now may go on for ever, as long as something moves. */
  final void endless() {
    requestDue = Deadlines.NEVER;
  }

  @Override
  final long due() {
    long due = Math.min(requestDue, tryDue);
    long idle = timeouts.idleMillis();
    return idle == 0 ? due : Math.min(due, moved + TimeUnit.MILLISECONDS.toNanos(idle));
  }

  @Override
  final void expire() {
    long now = UpstreamLoop.now();
    if (now >= requestDue) {
      tooLong(Failure.REQUEST_TIMEOUT);
    } else if (now >= tryDue) {
      tryIsOver();
      deadlines.sooner(this);
      tryTooLong();
    } else {
      tooLong(Failure.IDLE_TIMEOUT);
    }
  }
}
