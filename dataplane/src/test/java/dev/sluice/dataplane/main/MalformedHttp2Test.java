package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedHttp2Test {
  private static Running running;
  private static Recording backend;

  @BeforeAll
  static void start() throws Exception {
    running = new Running();
    backend = new Recording();
    running.forwardTo(backend.backend);
  }

  @AfterAll
  static void stop() throws Exception {
    backend.close();
    running.close();
  }

  static List<MessageTable.Row> rows() throws Exception {
    return MessageTable.read("http2.table");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void nothing_that_is_malformed_reaches_a_backend(MessageTable.Row row) throws Exception {
    backend.forget();
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      for (String frame : row.message().split(" // ")) {
        client.say(frame);
      }
      client.flush();
      for (String outcome : row.outcome().split("\\+")) {
        assertThat(client.outcome()).isIn((Object[]) outcome.split("/"));
      }
      if (!row.outcome().contains("goaway") && !row.outcome().contains("closed")) {
        assertThat(client.alive()).as("the connection lives on").isTrue();
      }
    }
    backend.saw(row.backend());
  }
}
