package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.Faults.Delay;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A Service that nothing forwards to any more leaves the snapshot, and requests are on their way.
 */
class LeavingTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final Route ELSEWHERE =
      Running.route("a.test", Running.rule("r", Running.ANY, new Respond(200, List.of(), "new")));

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  @Test
  void a_request_that_a_filter_holds_up_meanwhile_is_served_by_the_table_that_it_began_with()
      throws Exception {
    try (Backend backend = Backend.saying("old");
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      client.setSoTimeout(10_000);
      running.apply(
          Running.endpoints(backend),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  Running.proxy(),
                  new Faults(new Delay(3_000, 100), null, null))));
      ask(client);
      Running.await(() -> running.inFlight() >= 1);
      running.apply(ELSEWHERE);
      assertThat(running.exchange(REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
          .endsWith("new");
      assertThat(backend.connections).as("it still waits").hasValue(0);
      assertThat(answer(client)).startsWith("HTTP/1.1 200 ").endsWith("old");
      assertThat(backend.connections).hasValue(1);
      ask(client);
      assertThat(answer(client)).endsWith("new");
      // Nobody comes after it: nothing is kept for them.
      Running.await(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void a_service_that_comes_back_without_endpoints_has_none() throws Exception {
    try (Backend backend = Backend.saying("old")) {
      Route forwards = Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy()));
      String last = REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      running.apply(Running.endpoints(backend), forwards);
      assertThat(running.exchange(last)).endsWith("old");
      running.apply(ELSEWHERE);
      assertThat(running.exchange(last)).endsWith("new");
      running.apply(new Endpoints(Running.BACKEND.servicePort(), List.of()), forwards);
      assertThat(running.exchange(last)).startsWith("HTTP/1.1 503 ");
      running.apply(Running.endpoints(backend), forwards);
      assertThat(running.exchange(last)).endsWith("old");
    }
  }

  private static void ask(Socket client) throws Exception {
    client.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
  }

  private static String answer(Socket client) throws Exception {
    InputStream in = client.getInputStream();
    return Running.answer(in);
  }
}
