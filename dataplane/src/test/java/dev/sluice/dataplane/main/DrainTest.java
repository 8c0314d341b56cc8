package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is under way when its endpoint leaves, or when the data plane ends, is finished. */
class DrainTest {
  private static final String UPGRADE =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private final CountDownLatch release = new CountDownLatch(1);
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    running.close();
  }

  /** Says one half, and the other when it is told to. */
  private Backend halves(String first, String second) throws IOException {
    return new Backend(
        c -> {
          c.head();
          c.say(first);
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          c.say(second);
        });
  }

  private static Backend echo() throws IOException {
    return new Backend(
        c -> {
          c.head();
          c.say(UPGRADE);
          for (int b = c.in.read(); b >= 0; b = c.in.read()) {
            c.out.write(Character.toUpperCase(b));
          }
        });
  }

  private Socket ask(String fields) throws IOException {
    Socket client = new Socket("127.0.0.1", running.plane.httpPort());
    client.setSoTimeout(10_000);
    say(client, "GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");
    return client;
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String until(Socket client, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = client.getInputStream().read();
      assertThat(b).as(text.toString()).isNotNegative();
      text.append((char) b);
    }
    return text.toString();
  }

  private static String rest(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static void ended(Future<Void> closing) throws Exception {
    closing.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void a_response_is_finished_before_the_data_plane_ends() throws Exception {
    try (Backend backend = halves("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab", "cd")) {
      running.forwardTo(backend);
      try (Socket client = ask("")) {
        until(client, "ab");
        Future<Void> closing = running.plane.close();
        release.countDown();
        assertThat(rest(client)).isEqualTo("cd");
        ended(closing);
      }
    }
  }

  @Test
  void events_go_on_until_their_stream_ends() throws Exception {
    try (Backend backend =
        halves(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                + "data: 1\n\n",
            "data: 2\n\n")) {
      running.forwardTo(backend);
      try (Socket client = ask("")) {
        until(client, "data: 1\n\n");
        Future<Void> closing = running.plane.close();
        release.countDown();
        until(client, "data: 2\n\n");
        rest(client);
        ended(closing);
      }
    }
  }

  @Test
  void a_websocket_goes_on_until_it_is_closed() throws Exception {
    try (Backend backend = echo()) {
      running.forwardTo(backend);
      try (Socket client = ask("Connection: Upgrade\r\nUpgrade: websocket\r\n")) {
        until(client, "\r\n\r\n");
        Future<Void> closing = running.plane.close();
        Running.await(() -> !running.plane.ready());
        say(client, "still there");
        until(client, "STILL THERE");
        assertThat(closing.isComplete()).isFalse();
        client.shutdownOutput();
        rest(client);
        ended(closing);
      }
    }
  }

  @Test
  void a_stream_of_http2_is_finished() throws Exception {
    try (Backend backend = halves("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab", "cd");
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      client.headers(1, true, ":method=GET :scheme=http :authority=a.test :path=/");
      client.flush();
      assertThat(client.next(RawHttp2.HEADERS).headers().status().toString()).isEqualTo("200");
      StringBuilder body = new StringBuilder(client.next(RawHttp2.DATA).text());
      Future<Void> closing = running.plane.close();
      // The last word of GOAWAY: not the one that lets in whatever is on its way.
      client.next(RawHttp2.GOAWAY);
      client.next(RawHttp2.GOAWAY);
      Running.pause(50);
      release.countDown();
      while (body.length() < 4) {
        body.append(client.next(RawHttp2.DATA).text());
      }
      assertThat(body.toString()).isEqualTo("abcd");
      client.close();
      ended(closing);
    }
  }

  @Test
  void an_endpoint_that_is_removed_finishes_its_response() throws Exception {
    try (Backend old = halves("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab", "cd");
        Backend next = Backend.saying("next")) {
      running.forwardTo(old);
      try (Socket client = ask("")) {
        until(client, "ab");
        running.forwardTo(next);
        assertThat(running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
            .endsWith("next");
        release.countDown();
        until(client, "cd");
        Running.await(() -> old.openConnections() == 0);
      }
    }
  }

  @Test
  void an_endpoint_that_is_removed_keeps_its_websocket() throws Exception {
    try (Backend old = echo();
        Backend next = Backend.saying("next")) {
      running.forwardTo(old);
      try (Socket client = ask("Connection: Upgrade\r\nUpgrade: websocket\r\n")) {
        until(client, "\r\n\r\n");
        running.forwardTo(next);
        say(client, "still there");
        until(client, "STILL THERE");
      }
      Running.await(() -> old.openConnections() == 0);
    }
  }
}
