package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How answers on streams of one connection go out: each write is a system call. */
class Http2BatchTest {
  private static final int BATCHES = 500;

  @Test
  void answers_to_what_came_together_go_out_together() throws Exception {
    try (Running running = new Running(Duration.ZERO, 1)) {
      running.apply(
          Running.route(
              "a.test",
              Running.rule("r", Running.ANY, new Respond(200, List.of(), "x".repeat(1024)))));
      try (Http2Batches client = new Http2Batches(running.plane.httpPort(), 4)) {
        client.ask(10);
        int before = client.reads();
        client.ask(BATCHES);
        // What is written at once is there at once, so no read can find a part of it.
        assertThat(client.reads() - before).isEqualTo(BATCHES);
      }
    }
  }
}
