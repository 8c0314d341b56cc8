package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.filter.FilterConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask, by the client's address. */
class AccessTest {
  private static void serve(Running running, FilterConfig... filters) throws Exception {
    assertThat(
            running.apply(
                Running.route(
                    "a.test",
                    Running.rule("r", Running.ANY, new Respond(200, List.of(), "in"), filters))))
        .isEmpty();
  }

  private static List<String> list(String text) {
    return text == null ? List.of() : List.of(text.split(" "));
  }

  /** The client, as a trusted proxy names it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8.8.8.8|8.8.8.0/24||200",
        "8.8.8.8|9.9.9.0/24||403",
        "8.8.8.8|9.9.9.0/24 8.8.8.8||200",
        "8.8.8.8||9.9.9.9|200",
        "8.8.8.8||8.8.0.0/16|403",
        "8.8.8.8|8.8.8.8|8.8.0.0/16|403",
        "8.8.8.8|0.0.0.0/0|8.8.8.9|200",
        "::ffff:8.8.8.8|8.8.8.8||200",
        "::ffff:8.8.8.8||8.8.8.8|403",
        "2001:db8::1|2001:db8::/32||200",
        "2001:db8::1|0.0.0.0/0||403",
        "2001:db8::1||::/0|403",
        "2001:db8:0:0:0:0:0:1||2001:db8::1|403",
      })
  void the_address_decides(String client, String allow, String deny, int status) throws Exception {
    try (Running running = new Running(TrustedProxyTest.trusting("127.0.0.1", false))) {
      serve(running, new Access(list(allow), list(deny)));
      assertThat(
              running.exchange(
                  "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nX-Forwarded-For: "
                      + client
                      + "\r\n\r\n"))
          .startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void what_a_stranger_says_of_itself_opens_nothing() throws Exception {
    try (Running running = new Running()) {
      serve(running, new Access(List.of("10.0.0.0/8"), List.of()));
      assertThat(
              running.exchange(
                  "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                      + "X-Forwarded-For: 10.0.0.1\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("x-sluice-error: address_not_admitted\r\n")
          .contains("application/problem+json");
    }
  }

  @Test
  void who_is_kept_out_reaches_no_backend() throws Exception {
    try (Running running = new Running();
        Backend backend = Backend.saying("never")) {
      running.apply(
          Running.endpoints(backend),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  Running.proxy(),
                  new Access(List.of(), List.of("127.0.0.0/8")))));
      assertThat(
              running.exchange(
                  "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                      + "Content-Length: 2\r\n\r\nhi"))
          .startsWith("HTTP/1.1 403 ");
      assertThat(backend.connections).hasValue(0);
    }
  }
}
