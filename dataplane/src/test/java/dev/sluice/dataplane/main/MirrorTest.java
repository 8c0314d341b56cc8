package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of requests, and that nobody else notices them. */
class MirrorTest {
  private static final Mirror ALL = new Mirror(List.of(new Mirror.Target(Running.OTHER, 100)));

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void serve(Backend backend, Endpoint mirror, FilterConfig... filters) throws Exception {
    assertThat(
            running.apply(
                Running.endpoints(backend),
                new Endpoints(Running.OTHER.servicePort(), List.of(mirror)),
                Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy(), filters))))
        .isEmpty();
  }

  private double mirrored(String result) {
    try {
      return running.metric("sluice_upstream_mirrored_total", "upstream=\"test/other:80\"", result);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String post(String body) {
    return "POST /x?y=1 HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Keeps what it gets, head and body. */
  private static Backend keeping(Queue<String> got, String answer) throws Exception {
    return new Backend(
        connection -> {
          for (String all = connection.request(); all != null; all = connection.request()) {
            got.add(all);
            connection.say(answer);
          }
        });
  }

  @Test
  void a_copy_goes_out_as_the_backend_gets_the_request_and_its_answer_goes_nowhere()
      throws Exception {
    Queue<String> copies = new ConcurrentLinkedQueue<>();
    RequestEdit edit =
        new RequestEdit(
            new HeaderEdits(List.of(Running.header("x-edited", "1")), List.of(), List.of()));
    try (Backend backend = Backend.saying("real");
        Backend mirror = keeping(copies, "HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nnever")) {
      serve(backend, mirror.endpoint(), ALL, edit);
      assertThat(running.exchange(post("hello"))).startsWith("HTTP/1.1 200 ").endsWith("real");
      Running.await(() -> copies.size() == 1);
      assertThat(copies.element())
          .startsWith("POST /x?y=1 HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nhost: a.test\r\n")
          .contains("x-edited: 1\r\n")
          .contains("x-sluice-mirror: 1\r\n")
          .contains("x-forwarded-for: 127.0.0.1\r\n")
          .endsWith("\r\n\r\nhello");
      String head = backend.heads.get(0);
      assertThat(head).doesNotContain("x-sluice-mirror");
      String id = head.substring(head.indexOf("x-request-id: "));
      assertThat(copies.element()).contains(id.substring(0, id.indexOf("\r\n")));
      Running.await(() -> mirrored("answered") == 1);
    }
  }

  @Test
  void a_mirror_that_hangs_is_not_waited_for() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Backend backend = Backend.saying("real");
        Backend mirror =
            new Backend(
                connection -> {
                  connection.head();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })) {
      serve(backend, mirror.endpoint(), ALL);
      // More than may be under way in copies.
      for (int i = 0; i < 140; i++) {
        assertThat(running.exchange(post("x"))).startsWith("HTTP/1.1 200 ").endsWith("real");
      }
      Running.await(() -> mirrored("dropped") >= 12);
      never.countDown();
    }
  }

  @Test
  void a_mirror_that_reads_slowly_loses_its_copy_and_holds_nothing_up() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    int size = 32 << 20;
    try (Backend backend =
            new Backend(
                connection -> {
                  connection.head();
                  connection.in.skipNBytes(size);
                  connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nreal");
                });
        Backend mirror =
            new Backend(
                connection -> {
                  connection.head();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, mirror.endpoint(), ALL);
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              ("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + size + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      byte[] piece = new byte[64 << 10];
      for (int sent = 0; sent < size; sent += piece.length) {
        client.getOutputStream().write(piece);
      }
      assertThat(Running.answer(client.getInputStream())).endsWith("real");
      assertThat(mirrored("dropped")).isEqualTo(1);
      never.countDown();
    }
  }

  @Test
  void a_long_body_reaches_a_mirror_that_keeps_up() throws Exception {
    int size = 4 << 20;
    CountDownLatch whole = new CountDownLatch(1);
    Backend.Script script =
        connection -> {
          connection.head();
          // At the pace of the client, which pauses.
          connection.in.skipNBytes(size);
          whole.countDown();
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nreal");
        };
    try (Backend backend = new Backend(script);
        Backend mirror = new Backend(script);
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, mirror.endpoint(), ALL);
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              ("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + size + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      byte[] piece = new byte[32 << 10];
      for (int sent = 0; sent < size; sent += piece.length) {
        client.getOutputStream().write(piece);
        Running.pause(2);
      }
      assertThat(Running.answer(client.getInputStream())).endsWith("real");
      Running.await(() -> mirrored("answered") == 1);
    }
  }

  @Test
  void a_mirror_that_is_not_there_is_counted_and_no_more() throws Exception {
    Endpoint nobody;
    try (Backend gone = Backend.saying("")) {
      nobody = gone.endpoint();
    }
    try (Backend backend = Backend.saying("real")) {
      serve(backend, nobody, ALL);
      assertThat(running.exchange(post("x"))).startsWith("HTTP/1.1 200 ").endsWith("real");
      Running.await(() -> mirrored("failed") == 1);
    }
  }

  @Test
  void a_client_that_breaks_off_ends_the_copy_too() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (Backend backend = new Backend(connection -> connection.until("never"));
        Backend mirror =
            new Backend(
                connection -> {
                  connection.until("never");
                  ended.countDown();
                })) {
      serve(backend, mirror.endpoint(), ALL);
      try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
        client
            .getOutputStream()
            .write(
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nhalf"
                    .getBytes(StandardCharsets.ISO_8859_1));
        Running.await(() -> mirror.connections.get() == 1 && backend.connections.get() == 1);
        client.setSoLinger(true, 0);
      }
      Running.await(() -> ended.getCount() == 0);
      assertThat(mirrored("dropped")).isEqualTo(1);
    }
  }

  @Test
  void a_share_is_about_that_share() throws Exception {
    Queue<String> copies = new ConcurrentLinkedQueue<>();
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (Backend backend = Backend.answering(ok);
        Backend mirror = keeping(copies, ok);
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, mirror.endpoint(), new Mirror(List.of(new Mirror.Target(Running.OTHER, 25))));
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      for (int i = 0; i < 1_000; i++) {
        client
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        Running.answer(in);
      }
      // Expected 250, with a standard deviation of 14.
      Running.await(() -> mirrored("answered") + mirrored("dropped") >= 160);
      assertThat(copies.size()).isLessThanOrEqualTo(340);
    }
  }
}
