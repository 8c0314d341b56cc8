package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one thing at a steady rate over one connection. A time counts from when a request was due,
 * so that those that had to wait for a slow one are slow themselves.
 */
final class SteadyLoad implements AutoCloseable {
  private final Connection connection;
  private final String host;
  private final long apartNanos;

  SteadyLoad(int port, String host, int perSecond) throws IOException {
    this.connection = Connection.open(port);
    this.host = host;
    this.apartNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** How long each took, in nanoseconds, from the shortest to the longest. */
  long[] run(int requests) throws IOException {
    long[] taken = new long[requests];
    long due = System.nanoTime();
    for (int n = 0; n < requests; n++, due += apartNanos) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      int status = connection.ask("GET", host, "/r", "").status();
      taken[n] = System.nanoTime() - due;
      if (status != 200) {
        throw new IOException("answered " + status);
      }
    }
    Arrays.sort(taken);
    return taken;
  }

  @Override
  public void close() {
    connection.close();
  }
}
