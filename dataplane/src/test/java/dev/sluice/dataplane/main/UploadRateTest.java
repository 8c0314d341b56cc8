package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that come, but too slowly to wait for; and such as we keep waiting ourselves. */
class UploadRateTest {
  /** A second without a byte, or one in which fewer than 1000 come. */
  private static final Limits LIMITS =
      new Limits(64 << 10, 8 << 10, 100, 0, 64 << 10, 100, 1000, 10_000, 1_000, 1_000, 75_000, 500);

  private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running(new ListenerOptions(LIMITS, TrustedProxies.NONE, false, false));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private Socket client(String head) throws IOException {
    Socket client = new Socket("127.0.0.1", running.plane.httpPort());
    client.setSoTimeout(10_000);
    client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    return client;
  }

  /** A byte now and then, until somebody is fed up with it. */
  private static void drip(OutputStream to, byte[] piece) {
    try {
      while (true) {
        to.write(piece);
        to.flush();
        Running.pause(100);
      }
    } catch (IOException e) {
      // cut off
    }
  }

  private String dripped(String head, String piece) throws Exception {
    try (Socket client = client(head)) {
      OutputStream out = client.getOutputStream();
      Thread dripping = new Thread(() -> drip(out, piece.getBytes(StandardCharsets.US_ASCII)));
      dripping.start();
      String answer = Running.answer(client.getInputStream());
      client.close();
      dripping.join();
      return answer;
    }
  }

  @Test
  void a_body_that_drips_is_not_waited_for() throws Exception {
    CountDownLatch cut = new CountDownLatch(2);
    try (Backend backend =
        new Backend(
            connection -> {
              connection.head();
              if (!connection.until("\r\n0\r\n").endsWith("\r\n0\r\n")) {
                cut.countDown();
              }
            })) {
      running.forwardTo(backend);
      for (String body :
          new String[] {"Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"}) {
        assertThat(dripped(POST + body, body.startsWith("C") ? "x" : "1\r\nx\r\n"))
            .startsWith("HTTP/1.1 408 ")
            .contains("x-sluice-error: client_timeout\r\n", "connection: close\r\n");
      }
      assertThat(cut.await(5, TimeUnit.SECONDS)).as("no backend keeps half of one").isTrue();
    }
  }

  @Test
  void nor_over_http2_where_the_others_of_its_connection_go_on() throws Exception {
    try (Recording backend = new Recording();
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend.backend);
      assertThat(client.next(RawHttp2.SETTINGS)).as("answered before the other writes").isNotNull();
      client.headers(1, false, "@post");
      client.flush();
      Thread dripping =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    client.data(1, false, "x");
                    client.flush();
                    Running.pause(100);
                  }
                } catch (IOException e) {
                  // the test is over
                }
              });
      dripping.start();
      assertThat(client.outcome()).isEqualTo("408");
      dripping.interrupt();
      dripping.join();
      client.headers(3, true, "@");
      client.flush();
      String next = client.outcome();
      while (next.startsWith("reset")) {
        next = client.outcome();
      }
      assertThat(next).isEqualTo("200");
      assertThat(backend.whole()).noneMatch(request -> request.startsWith("POST"));
    }
  }

  private static final int SIZE = 24 << 20;

  /** Reads what goes to /held when it may, nothing of /drip, and all else at once. */
  private static Backend backend(CountDownLatch read) throws IOException {
    return new Backend(
        connection -> {
          String head = connection.head();
          if (head.startsWith("POST /drip ")) {
            connection.until("never");
          }
          int size = head.startsWith("POST /held ") ? SIZE : 100_000;
          if (size == SIZE) {
            StreamingTest.await(read);
          }
          connection.in.readNBytes(size);
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nread");
          connection.closedByPeer();
        });
  }

  /** The clock: when one that drips is cut off, a stretch has been judged, and two have by now. */
  private void time_passes() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(
              dripped("POST /drip HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n", "x"))
          .startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_body_that_its_backend_does_not_read_is_not_slow() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (Backend backend = backend(read)) {
      running.forwardTo(backend);
      try (Socket held =
          client("POST /held HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + SIZE + "\r\n\r\n")) {
        Thread writing =
            new Thread(
                () -> {
                  try {
                    held.getOutputStream().write(new byte[SIZE]);
                  } catch (IOException e) {
                    // its answer tells
                  }
                });
        writing.start();
        Running.await(() -> backend.heads.size() == 1);
        time_passes();
        read.countDown();
        assertThat(Running.answer(held.getInputStream()))
            .startsWith("HTTP/1.1 200 ")
            .endsWith("read");
        writing.join();
      }
    }
  }

  /** Five that wait fill the connection's window: what the sixth does not send, it may not send. */
  @Test
  void nor_is_one_over_http2_whose_connection_is_full_of_bodies_that_wait() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (Backend backend = backend(read);
        Http2Client client = new Http2Client(running.plane.httpPort())) {
      running.forwardTo(backend);
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(client.asks("POST", "/held", SIZE));
      }
      Running.await(() -> backend.heads.size() == 5);
      time_passes();
      all.add(client.asks("POST", "/other", 100_000));
      time_passes();
      read.countDown();
      for (Future<String> each : all) {
        assertThat(each.await(20, TimeUnit.SECONDS)).isEqualTo("200 read");
      }
    }
  }
}
