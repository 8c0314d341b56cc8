package dev.sluice.dataplane.upstream;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A limit on concurrency that follows latency: it grows by the square root of itself while requests
 * take as long as they use to, and shrinks by the ratio as they take longer (Gradient2 of Netflix's
 * concurrency-limits). All threads; a sample that meets another one is dropped.
 */
final class Gradient {
  private static final int LEAST = 4;
  private static final double LONG = 0.01;
  private static final double SHORT = 0.1;

  private final int most;
  private final AtomicBoolean busy = new AtomicBoolean();
  private double usual;
  private double recent;
  private double limit;
  private volatile int shown;

  Gradient(int most) {
    this.most = most;
    this.limit = Math.min(20, most);
    this.shown = (int) limit;
  }

  int limit() {
    return shown;
  }

  void sample(long nanos, int active) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    usual = usual == 0 ? nanos : usual + (nanos - usual) * LONG;
    recent = recent == 0 ? nanos : recent + (nanos - recent) * SHORT;
    if (usual > recent * 2) {
      // After an outage "as usual" must not be what the outage was.
      usual *= 0.95;
    }
    // Where the limit is not used nothing can be learned of it.
    if (active * 2 >= limit) {
      double gradient = Math.max(0.5, Math.min(1, 1.5 * usual / recent));
      double next = limit * gradient + Math.sqrt(limit);
      limit = Math.max(Math.min(LEAST, most), Math.min(most, limit * 0.8 + next * 0.2));
      shown = (int) limit;
    }
    busy.set(false);
  }
}
