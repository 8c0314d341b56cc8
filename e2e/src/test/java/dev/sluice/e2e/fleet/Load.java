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
  private final Client.Opening opening;
  private final String host;
  private final Judge judge;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * A request that was sent.
   *
   * @param begun {@link System#nanoTime()} just before it was sent
   */
  record Asked(String method, String path, String body, long begun) {}

  /**
   * A request that was not served.
   *
   * @param port of the data plane that was asked
   * @param ended {@link System#nanoTime()} when that was known
   * @param status 0: there was no answer; {@link #GARBAGE}: one that is none of HTTP's
   */
  record Failure(Asked asked, int port, long ended, int status, String why) {
    static final int GARBAGE = -1;

    boolean answered() {
      return status != 0;
    }

    @Override
    public String toString() {
      return asked.method()
          + " "
          + asked.path()
          + " with "
          + asked.body().length()
          + " bytes to port "
          + port
          + ": "
          + why.substring(0, Math.min(200, why.length()));
    }
  }

  /** Says what is wrong with an answer; empty: nothing. */
  interface Judge {
    Optional<String> complaint(Asked asked, Connection.Answer answer);
  }

  private Load(String what, IntSupplier port, Client.Opening opening, String host, Judge judge) {
    this.what = what;
    this.port = port;
    this.opening = opening;
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
    return on(to, port, Connection::open, host, judge);
  }

  /** The same, with clients that speak what they are told to. */
  static Load on(String to, IntSupplier port, Client.Opening opening, String host, Judge judge) {
    Load load = new Load(to + " " + host, port, opening, host, judge);
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
    Client connection = null;
    int to = 0;
    for (int n = 0; !stopped; n++) {
      boolean post = n % WITH_BODY == 0;
      Asked asked =
          new Asked(
              post ? "POST" : "GET",
              "/load/" + n,
              post ? "x".repeat(1 + (n * 977) % LONGEST) : "",
              System.nanoTime());
      try {
        if (connection != null && connection.leaves()) {
          connection.close();
          connection = null;
        }
        if (connection == null) {
          to = port.getAsInt();
          connection = opening.open(to);
        }
        Connection.Answer answer = connection.ask(asked.method(), host, asked.path(), asked.body());
        Optional<String> complaint = judge.complaint(asked, answer);
        if (complaint.isPresent()) {
          failed(asked, to, answer.status(), complaint.get());
        }
        if (answer.closes()) {
          connection.close();
          connection = null;
        }
      } catch (IOException | RuntimeException e) {
        failed(asked, to, e instanceof IOException ? 0 : Failure.GARBAGE, e.toString());
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

  private void failed(Asked asked, int to, int status, String why) {
    failures.add(new Failure(asked, to, System.nanoTime(), status, why));
  }

  /** Returns when many more answers have come. */
  void goesOn() {
    long enough = answered.get() + 50L * CLIENTS;
    Await.until(what + " answers", Duration.ofSeconds(30), () -> answered.get() >= enough);
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  long answered() {
    return answered.get();
  }

  @Override
  public String toString() {
    return what + ": " + answered.get() + ", " + failures.size() + " failed";
  }

  /** Ends the load; how many requests there were. Every one of them must have been served. */
  long allServed() {
    close();
    assertThat(failures.stream().limit(TOLD))
        .as("%s: %d of %d requests failed", what, failures.size(), answered.get())
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
