package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedRequestTest {
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
    return MessageTable.read("http1.table");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void what_could_be_read_in_two_ways_is_read_in_one_or_refused(MessageTable.Row row)
      throws Exception {
    backend.forget();
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
      socket.setSoTimeout(5_000);
      byte[] sent = MessageTable.bytes(row.message()).getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(sent);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String status : row.outcome().split("\\+")) {
        String answer = Running.answer(in);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (status.charAt(0) >= '4' && !status.equals("404")) {
          assertThat(answer)
              .contains("connection: close\r\n", "content-type: application/problem+json\r\n")
              .contains("x-sluice-error: ", "x-request-id: ")
              .contains("\"status\":" + status);
          assertThat(in.read()).as("closed").isNegative();
        }
      }
    }
    backend.saw(row.backend());
  }
}
