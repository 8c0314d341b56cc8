package dev.sluice.operator.push;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets only so many whole snapshots be under way at a time: a fleet that comes back at once must
 * not multiply the largest frame by its size in this process's buffers. Confined to one event loop.
 */
final class FullSends {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  FullSends(int most) {
    this.free = most;
  }

  /** Runs the send now or when its turn comes; it must end with {@link #done()}. */
  void enter(Runnable send) {
    if (free > 0) {
      free--;
      send.run();
    } else {
      waiting.add(send);
    }
  }

  void done() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
