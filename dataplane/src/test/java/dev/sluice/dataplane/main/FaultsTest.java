package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.Faults.Abort;
import dev.sluice.snapshot.filter.Faults.Delay;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.ValueMatch;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures on purpose, as a client meets them. */
class FaultsTest {
  private static final long DELAY = 300;

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void serve(Backend backend, Faults faults) throws Exception {
    HeaderEdits edits =
        new HeaderEdits(List.of(Running.header("x-edited", "1")), List.of(), List.of());
    assertThat(
            running.apply(
                Running.endpoints(backend),
                Running.route(
                    "a.test",
                    Running.rule(
                        "r", Running.ANY, Running.proxy(), new ResponseEdit(edits), faults))))
        .isEmpty();
  }

  private static String request(String... fields) {
    return "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
        + String.join("", fields)
        + "\r\n";
  }

  @Test
  void an_abort_answers_in_place_of_the_backend() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, new Faults(null, new Abort(418, 100), null));
      assertThat(running.exchange(request()))
          .startsWith("HTTP/1.1 418 ")
          .contains("x-sluice-error: fault_injected\r\n")
          .contains("x-edited: 1\r\n")
          .contains("\"status\":418");
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void a_delay_holds_the_request_back_and_then_lets_it_go_on() throws Exception {
    try (Backend backend = Backend.saying("late")) {
      serve(backend, new Faults(new Delay(DELAY, 100), null, null));
      long start = System.nanoTime();
      assertThat(running.exchange(request())).startsWith("HTTP/1.1 200 ").endsWith("late");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos(DELAY));
    }
  }

  @Test
  void one_that_waits_holds_nobody_else_up() throws Exception {
    try (Running one = new Running(java.time.Duration.ZERO, 1);
        Socket waits = new Socket("127.0.0.1", one.plane.httpPort())) {
      NamedMatch slow = new NamedMatch("x-slow", new ValueMatch.Present(true));
      one.apply(
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  new Respond(200, List.of(), "here"),
                  new Faults(new Delay(60_000, 100), null, slow))));
      send(waits, request("X-Slow: 1\r\n"));
      assertThat(one.exchange(request())).startsWith("HTTP/1.1 200 ").endsWith("here");
    }
  }

  @Test
  void an_abort_after_a_delay_waits_for_it() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, new Faults(new Delay(DELAY, 100), new Abort(503, 100), null));
      long start = System.nanoTime();
      assertThat(running.exchange(request()))
          .startsWith("HTTP/1.1 503 ")
          .contains("x-edited: 1\r\n");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos(DELAY));
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void a_share_of_zero_concerns_nobody() throws Exception {
    try (Backend backend = Backend.saying("fine")) {
      serve(backend, new Faults(new Delay(60_000, 0), new Abort(503, 0), null));
      for (int i = 0; i < 20; i++) {
        assertThat(running.exchange(request())).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void only_those_with_the_header_are_concerned() throws Exception {
    try (Backend backend = Backend.saying("fine")) {
      NamedMatch chaos = new NamedMatch("x-chaos", new ValueMatch.Regex("on|yes"));
      serve(backend, new Faults(null, new Abort(500, 100), chaos));
      assertThat(running.exchange(request())).startsWith("HTTP/1.1 200 ");
      assertThat(running.exchange(request("X-Chaos: maybe\r\n"))).startsWith("HTTP/1.1 200 ");
      assertThat(running.exchange(request("X-Chaos: yes\r\n"))).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void a_client_that_breaks_off_while_it_waits_reaches_no_backend() throws Exception {
    try (Backend backend = Backend.saying("fine")) {
      serve(backend, new Faults(new Delay(DELAY, 100), null, null));
      try (Socket impatient = new Socket("127.0.0.1", running.plane.httpPort())) {
        send(impatient, request("X-Who: gone\r\n"));
        // A FIN alone may mean that it only has nothing more to say.
        impatient.setSoLinger(true, 0);
      }
      // It waits as long, and began later.
      assertThat(running.exchange(request("X-Who: patient\r\n"))).startsWith("HTTP/1.1 200 ");
      assertThat(backend.heads).singleElement().asString().contains("X-Who: patient");
    }
  }

  @Test
  void a_share_is_about_that_share() throws Exception {
    try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      running.apply(
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  new Respond(200, List.of(), "ok"),
                  new Faults(null, new Abort(503, 25), null))));
      client.setSoTimeout(5_000);
      client.setTcpNoDelay(true);
      int failed = 0;
      for (int i = 0; i < 2_000; i++) {
        send(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        failed += Running.answer(client.getInputStream()).startsWith("HTTP/1.1 503 ") ? 1 : 0;
      }
      // Expected 500, with a standard deviation of 19.
      assertThat(failed).isBetween(380, 620);
    }
  }

  @Test
  void requests_on_one_connection_are_delayed_one_after_the_other() throws Exception {
    try (Backend backend = Backend.saying("ok");
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, new Faults(new Delay(50, 100), null, null));
      client.setSoTimeout(5_000);
      InputStream in = client.getInputStream();
      String twice =
          "GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n";
      send(client, twice);
      assertThat(Running.answer(in)).startsWith("HTTP/1.1 200 ");
      assertThat(Running.answer(in)).startsWith("HTTP/1.1 200 ");
      assertThat(backend.heads).hasSize(2);
    }
  }

  private static void send(Socket socket, String bytes) throws java.io.IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
