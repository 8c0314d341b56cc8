package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.match.PathMatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is said of a request: about what the client asked, whatever was made of it. */
class TelemetryTest {
  private static final String ASK =
      "GET /old/x HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

  private static final String HELLO =
      "GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

  @Test
  void the_series_of_a_rule_go_with_the_rule() throws Exception {
    try (Running running = new Running()) {
      for (int i = 0; i < 3; i++) {
        running.apply(Running.usual());
        assertThat(running.exchange(HELLO)).startsWith("HTTP/1.1 200");
        assertThat(running.metrics()).contains("route=\"test/a.test\",rule=\"hello\"");
        running.apply();
        assertThat(running.metrics()).doesNotContain("test/a.test");
        assertThat(running.exchange(HELLO)).startsWith("HTTP/1.1 404");
        assertThat(running.metrics()).contains("sluice_requests_total{route=\"\",rule=\"\"");
      }
    }
  }

  @Test
  void the_series_of_an_upstream_go_when_nothing_forwards_to_it_any_more() throws Exception {
    try (Running running = new Running();
        Backend backend = Backend.saying("ok")) {
      running.forwardTo(backend);
      assertThat(running.exchange(ASK)).startsWith("HTTP/1.1 200 ");
      assertThat(running.metrics()).contains("upstream=\"test/backend:80\"");
      running.apply();
      Running.await(() -> gone(running));
      running.forwardTo(backend);
      assertThat(running.exchange(ASK)).startsWith("HTTP/1.1 200 ");
      assertThat(running.metrics()).contains("upstream=\"test/backend:80\"");
    }
  }

  /** An upstream lives for as long as anything holds it: that is the garbage collector's to say. */
  private static boolean gone(Running running) {
    System.gc();
    try {
      running.apply(Running.usual());
      // An event loop remembers the rule of its last request.
      running.exchange(ASK);
      return !running.metrics().contains("test/backend:80");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_rule_that_nobody_asked_for_has_no_series() throws Exception {
    try (Running running = new Running()) {
      running.apply(Running.usual());
      assertThat(running.exchange(HELLO)).startsWith("HTTP/1.1 200");
      assertThat(running.metrics()).contains("rule=\"hello\"");
      assertThat(
              running
                  .metrics()
                  .lines()
                  .filter(line -> line.startsWith("sluice_requests_total{"))
                  .toList())
          .hasSize(1);
    }
  }

  @Test
  void log_and_host_header_tell_what_the_client_asked_for() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger access = (Logger) LoggerFactory.getLogger("access");
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    Level before = access.getLevel();
    access.addAppender(appender);
    access.setLevel(Level.INFO);
    try (Running running = new Running();
        Backend backend = Backend.saying("ok")) {
      running.apply(
          Running.endpoints(backend),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  new PathMatch.Prefix("/old"),
                  Running.proxy(),
                  new Rewrite("b.internal", new PathRewrite.Prefix("/new")),
                  new ResponseEdit(
                      new HeaderEdits(
                          List.of(Running.header("x-asked", "{header.host}")),
                          List.of(),
                          List.of())))));
      assertThat(running.exchange(ASK)).contains("x-asked: a.test\r\n");
      Running.await(() -> lines.stream().anyMatch(line -> line.contains("\"host\":\"a.test\"")));
      assertThat(lines).anyMatch(line -> line.contains("\"path\":\"/old/x\""));
      assertThat(backend.heads.get(0)).startsWith("GET /new/x HTTP/1.1\r\nhost: b.internal\r\n");
    } finally {
      access.detachAppender(appender);
      access.setLevel(before);
    }
  }
}
