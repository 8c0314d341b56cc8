package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends of gRPC learn when their answer is due, and clients do not wait for longer. */
class GrpcDeadlineTest {
  private static final String CALL =
      ":method=POST :scheme=http :authority=a.test :path=/s.S/M content-type=application/grpc"
          + " te=trailers";
  private static final Pattern TIMEOUT = Pattern.compile("(?i)grpc-timeout: (\\d+)([HMSmun])\r\n");

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static Backend silent() throws IOException {
    return new Backend(
        c -> {
          c.head();
          c.closedByPeer();
        });
  }

  /** The status of gRPC that a call ends with. */
  private String status(String more) throws IOException {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.timeout(10_000);
      client.headers(1, true, CALL + more);
      client.flush();
      return client.next(RawHttp2.HEADERS).headers().get("grpc-status").toString();
    }
  }

  private static Matcher told(Backend backend) {
    Matcher timeout = TIMEOUT.matcher(backend.heads.get(0));
    assertThat(timeout.find()).as(backend.heads.get(0)).isTrue();
    return timeout;
  }

  private static void assertToldAtMost400Millis(Backend backend) {
    Matcher told = told(backend);
    assertThat(told.group(2)).isEqualTo("m");
    assertThat(Integer.parseInt(told.group(1))).isBetween(1, 400);
  }

  @Test
  void a_backend_is_told_what_is_left_of_the_rules_time() throws Exception {
    try (Backend backend = silent()) {
      running.forwardTo(new Timeouts(400, 2_000, 60_000), backend);
      assertThat(status("")).as("DEADLINE_EXCEEDED").isEqualTo("4");
      assertToldAtMost400Millis(backend);
    }
  }

  @Test
  void what_the_client_says_holds_where_it_is_sooner() throws Exception {
    try (Backend backend = silent()) {
      running.forwardTo(new Timeouts(60_000, 2_000, 60_000), backend);
      assertThat(status(" grpc-timeout=300m")).as("DEADLINE_EXCEEDED").isEqualTo("4");
      assertThat(told(backend).group()).containsIgnoringCase("grpc-timeout: 300m");
    }
  }

  @Test
  void what_the_client_says_is_cut_where_the_rule_gives_less() throws Exception {
    try (Backend backend = silent()) {
      running.forwardTo(new Timeouts(400, 2_000, 60_000), backend);
      assertThat(status(" grpc-timeout=1H")).as("DEADLINE_EXCEEDED").isEqualTo("4");
      assertToldAtMost400Millis(backend);
    }
  }
}
