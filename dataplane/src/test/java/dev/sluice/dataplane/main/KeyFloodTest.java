package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.filter;
import static dev.sluice.dataplane.main.Limited.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.match.PathMatch;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client that is another one with each request, through a real listener. By default 150,000 of
 * them; {@code -Dsluice.limit.flood=1000000} goes beyond what a data plane can remember.
 */
class KeyFloodTest {
  private static final int SUBJECTS = Integer.getInteger("sluice.limit.flood", 150_000);
  private static final int PIPELINED = 250;
  private static final long MIB = 1 << 20;

  @Test
  void a_flood_of_subjects_takes_bounded_memory_and_frees_nobody() throws Exception {
    try (Running running = new Running()) {
      running.apply(
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  PathMatch.ANY,
                  new Respond(200, List.of(), ""),
                  filter(
                      Limited.of(
                          "test/flood",
                          limit(
                              "l",
                              new Limit.Bound.Rate(3, 3_600_000, 3),
                              new LimitKey.Header("x-user")))))));
      try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        for (int i = 0; i < 3; i++) {
          assertThat(ask(socket, in, "known")).isEqualTo(200);
        }
        assertThat(ask(socket, in, "known")).isEqualTo(429);
        long before = heap();
        long start = System.nanoTime();
        flood(socket, in, 0, SUBJECTS / 2);
        long half = heap();
        flood(socket, in, SUBJECTS / 2, SUBJECTS);
        long whole = heap();
        double table = running.metric("sluice_limit_memory_bytes");
        System.out.printf(
            "flood: %,d subjects in %.1f s, heap %d, %d, %d MiB, tables %.1f MiB, %.0f forgotten%n",
            SUBJECTS,
            (System.nanoTime() - start) / 1e9,
            before / MIB,
            half / MIB,
            whole / MIB,
            table / MIB,
            running.metric("sluice_limit_evictions"));
        assertThat(table).isPositive().isLessThanOrEqualTo(64.0 * MIB);
        // What is kept of a subject is in the tables, or nowhere.
        assertThat(whole - before).isLessThan((long) table + 16 * MIB);
        if (SUBJECTS >= 1_000_000) {
          assertThat(whole - half).as("as full as can be at half of it").isLessThan(4 * MIB);
        }
        assertThat(ask(socket, in, "known")).isEqualTo(429);
      }
    }
  }

  private static int ask(Socket socket, InputStream in, String user) throws Exception {
    socket.getOutputStream().write(request(user).getBytes(StandardCharsets.US_ASCII));
    return Integer.parseInt(Running.answer(in).substring(9, 12));
  }

  private static void flood(Socket socket, InputStream in, int from, int to) throws Exception {
    for (int at = from; at < to; at += PIPELINED) {
      StringBuilder batch = new StringBuilder();
      for (int i = at; i < at + PIPELINED; i++) {
        batch.append(request("user-" + i));
      }
      socket.getOutputStream().write(batch.toString().getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < PIPELINED; i++) {
        assertThat(Running.answer(in)).startsWith("HTTP/1.1 200");
      }
    }
  }

  private static String request(String user) {
    return "GET / HTTP/1.1\r\nHost: a.test\r\nX-User: " + user + "\r\n\r\n";
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
