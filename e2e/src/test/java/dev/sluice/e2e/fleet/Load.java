package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Clients that send one request after another, each on a kept connection, and look at every answer.
 * Nothing is tried again.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 3;
  private static final int TOLD = 10;

  /** A pause after each answer, for all programs share few cores. */
  private static final long PACE_NANOS = Duration.ofMillis(4).toNanos();

  /** One request in so many has a body, of up to this many characters. */
  private static final int WITH_BODY = 4;

  private static final int LONGEST = 40_000;

  /** A backend answered, and got what was asked, whole. */
  static final Judge ECHOED =
      (asked, answer) -> {
        if (answer.status() != 200 || !answer.headers().containsKey("x-backend")) {
          return Optional.of(answer.status() + " " + answer.body());
        }
        return answer.body().equals(BackendMain.echo(asked.method(), asked.path(), asked.body()))
            ? Optional.empty()
            : Optional.of("not what was asked: " + answer.body());
      };

  private final String what;
  private final IntSupplier port;
  private final String host;
  private final Judge judge;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * A request that was sent.
   *
   * @param begun {@link System#nanoTime()} just before it was sent
   */
  record Asked(String method, String path, String body, long begun) {}

  /** Says what is wrong with an answer; empty: nothing. */
  interface Judge {
    Optional<String> complaint(Asked asked, Connection.Answer answer);
  }

  private Load(String what, IntSupplier port, String host, Judge judge) {
    this.what = what;
    this.port = port;
    this.host = host;
    this.judge = judge;
  }

  /** Starts, and returns once every client has had some answers. */
  static Load on(DataPlaneProcess dataPlane, String host, Judge judge) {
    return on(dataPlane.pod(), dataPlane::httpPort, host, judge);
  }

  /**
   * The same, with a port that is asked for whenever a client needs a connection.
   *
   * @param to who is asked, for people
   */
  static Load on(String to, IntSupplier port, String host, Judge judge) {
    Load load = new Load(to + " " + host, port, host, judge);
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(load::work, "load-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    load.goesOn();
    return load;
  }

  private void work() {
    Connection connection = null;
    for (int n = 0; !stopped; n++) {
      boolean post = n % WITH_BODY == 0;
      Asked asked =
          new Asked(
              post ? "POST" : "GET",
              "/load/" + n,
              post ? "x".repeat(1 + (n * 977) % LONGEST) : "",
              System.nanoTime());
      try {
        if (connection == null) {
          connection = Connection.open(port.getAsInt());
        }
        Connection.Answer answer = connection.ask(asked.method(), host, asked.path(), asked.body());
        judge.complaint(asked, answer).ifPresent(why -> failed(asked, why));
        if (answer.closes()) {
          connection.close();
          connection = null;
        }
      } catch (IOException e) {
        failed(asked, e.toString());
        if (connection != null) {
          connection.close();
          connection = null;
        }
      }
      answered.incrementAndGet();
      LockSupport.parkNanos(PACE_NANOS);
    }
    if (connection != null) {
      connection.close();
    }
  }

  private void failed(Asked asked, String why) {
    failed.incrementAndGet();
    if (failures.size() < TOLD) {
      failures.add(
          asked.method()
              + " "
              + asked.path()
              + " with "
              + asked.body().length()
              + " bytes: "
              + why.substring(0, Math.min(200, why.length())));
    }
  }

  /** Returns when many more answers have come. */
  void goesOn() {
    long enough = answered.get() + 50L * CLIENTS;
    Await.until(what + " answers", Duration.ofSeconds(30), () -> answered.get() >= enough);
  }

  long answered() {
    return answered.get();
  }

  /** Ends the load; how many requests there were. Every one of them must have been served. */
  long allServed() {
    close();
    assertThat(failures)
        .as("%s: %d of %d requests failed", what, failed.get(), answered.get())
        .isEmpty();
    System.out.println(what + ": " + answered.get() + " requests, 0 failed");
    return answered.get();
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
