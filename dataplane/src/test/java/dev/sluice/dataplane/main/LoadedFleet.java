package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.store.RedisServer;
import dev.sluice.dataplane.store.StoreOptions;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Three data planes that share a store, and clients of all of them. */
final class LoadedFleet implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  final List<Running> planes = new ArrayList<>();

  LoadedFleet(StoreOptions store) throws Exception {
    for (int i = 0; i < 3; i++) {
      planes.add(new Running(store));
    }
  }

  LoadedFleet(RedisServer server) throws Exception {
    this(options(StoreOptions.Mode.STANDALONE, server));
  }

  static StoreOptions options(StoreOptions.Mode mode, RedisServer server) {
    return new StoreOptions("test", List.of(server.url()), mode, "main", null, null, null);
  }

  void serve(Limited policy) throws Exception {
    Entry route =
        Running.route(
            "a.test",
            Running.rule("r", PathMatch.ANY, new Respond(200, List.of(), ""), filter(policy)));
    for (Running each : planes) {
      each.apply(route, new Fleet(planes.size()));
    }
  }

  /** One answer: when its request went out and when it had come back, in ns, and its status. */
  record Answer(long sent, long came, int status) {}

  /** Asks on two connections to each data plane, one request after the other. */
  List<Answer> load(long nanos) throws Exception {
    ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    long end = System.nanoTime() + nanos;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < planes.size() * 2; i++) {
      int port = planes.get(i % planes.size()).plane.httpPort();
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                  socket.setTcpNoDelay(true);
                  socket.setSoTimeout(10_000);
                  InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
                  while (System.nanoTime() < end) {
                    long sent = System.nanoTime();
                    socket.getOutputStream().write(REQUEST);
                    int status = Integer.parseInt(Running.answer(in).substring(9, 12));
                    answers.add(new Answer(sent, System.nanoTime(), status));
                  }
                } catch (Exception e) {
                  failures.add(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    return List.copyOf(answers);
  }

  static long passed(List<Answer> answers) {
    return answers.stream().filter(answer -> answer.status() == 200).count();
  }

  /**
   * By how much any window is over {@code burst + window / interval}. A request passed somewhere
   * between its going out and its answer's coming back: so only those that lie wholly within count.
   *
   * <p>From the last begin of a window to the first, each end knows what its window holds; a tree
   * over the ends gives the worst of them, so that minutes can be judged, too.
   */
  static long worst(List<Answer> answers, long burst, long interval) {
    List<Answer> bySent =
        answers.stream()
            .filter(answer -> answer.status() == 200)
            .sorted(Comparator.comparingLong(Answer::sent).reversed())
            .toList();
    long[] ends = bySent.stream().mapToLong(Answer::came).sorted().toArray();
    if (ends.length == 0) {
      return 0;
    }
    WindowTree over = new WindowTree(ends);
    long worst = Long.MIN_VALUE;
    for (Answer answer : bySent) {
      // From here on every window that begins no later, and ends no earlier than it came, holds it.
      int end = Arrays.binarySearch(ends, answer.came());
      over.add(end, interval);
      worst = Math.max(worst, over.most(end) + answer.sent());
    }
    return -Math.floorDiv(-worst, interval) - burst;
  }

  double metric(String prefix) throws Exception {
    double all = 0;
    for (Running each : planes) {
      all += each.metric(prefix);
    }
    return all;
  }

  @Override
  public void close() throws Exception {
    for (Running each : planes) {
      each.close();
    }
  }
}
