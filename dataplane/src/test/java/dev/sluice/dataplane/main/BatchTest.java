package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How answers go out to what one client has sent in one piece: each write is a system call. What is
 * written at once is there at once, so no read can find a part of it.
 */
class BatchTest {
  private static final int TOGETHER = 4;
  private static final int BATCHES = 500;
  private static final String BODY = "x".repeat(1024);
  private static final String REQUEST = "GET /cart/items?page=2 HTTP/1.1\r\nhost: a.test\r\n\r\n";

  private Running running;

  @BeforeEach
  void serve() throws Exception {
    running = new Running(Duration.ZERO, 1);
    running.apply(
        Running.route("a.test", Running.rule("r", Running.ANY, new Respond(200, List.of(), BODY))));
  }

  @AfterEach
  void close() throws Exception {
    running.close();
  }

  /** RFC 9112 §9.3.2. */
  @Test
  void answers_to_requests_in_a_row_go_out_together() throws Exception {
    try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(10_000);
      InputStream in = client.getInputStream();
      byte[] answers = new byte[1 << 16];
      client.getOutputStream().write(bytes(REQUEST));
      int one = in.read(answers);
      assertThat(new String(answers, 0, one, StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ")
          .endsWith(BODY);
      byte[] batch = bytes(REQUEST.repeat(TOGETHER));
      for (int i = 0; i < BATCHES; i++) {
        client.getOutputStream().write(batch);
        assertThat(in.read(answers)).isEqualTo(TOGETHER * one);
      }
    }
  }

  @Test
  void answers_on_streams_of_one_connection_go_out_together() throws Exception {
    try (Http2Batches client = new Http2Batches(running.plane.httpPort(), TOGETHER)) {
      client.ask(10);
      int before = client.reads();
      client.ask(BATCHES);
      assertThat(client.reads() - before).isEqualTo(BATCHES);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
