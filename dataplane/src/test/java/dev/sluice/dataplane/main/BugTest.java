package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.listener.Listener;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bug in our own code does: it fails its own exchange, and nothing else. */
class BugTest {
  private static final RuleId RULE = new RuleId(new RouteId("test", "bugs"), "r");
  private static final Action OK =
      exchange -> exchange.respond(new ResponseHead(204), BodySource.EMPTY);
  private static final Action THROWS =
      exchange -> {
        throw new IllegalStateException("a bug in an action");
      };

  private final Map<String, RulePlan> plans =
      Map.of(
          "/good", new RulePlan(RULE, List.of(), OK),
          "/request", new RulePlan(RULE, List.of(new Throwing(true)), OK),
          "/response", new RulePlan(RULE, List.of(new Throwing(false)), OK),
          "/action", new RulePlan(RULE, List.of(), THROWS),
          "/finish", new RulePlan(RULE, List.of(new ThrowingAtTheEnd()), OK));
  private final Vertx vertx = Vertx.vertx();
  private int port;

  @BeforeEach
  void listens() throws Exception {
    Listener listener =
        new Listener(
            vertx,
            () -> this::serve,
            new Measured(new Telemetry(new SimpleMeterRegistry())),
            ListenerOptions.DEFAULT);
    port =
        listener
            .listen(0, null, false)
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void ends() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private void serve(Exchange exchange) {
    RulePlan plan = plans.get(exchange.request().path());
    if (plan == null) {
      throw new IllegalStateException("a bug in matching");
    }
    exchange.run(plan);
  }

  @Test
  void it_is_answered_with_500_and_the_connection_goes_on() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      InputStream in = socket.getInputStream();
      for (String path : List.of("/request", "/response", "/action", "/matching")) {
        ask(socket, path);
        assertThat(Running.answer(in))
            .as(path)
            .startsWith("HTTP/1.1 500 ")
            .contains("x-sluice-error: internal\r\n");
        ask(socket, "/good");
        assertThat(Running.answer(in)).as("after " + path).startsWith("HTTP/1.1 204 ");
      }
      ask(socket, "/finish");
      assertThat(Running.answer(in)).startsWith("HTTP/1.1 204 ");
      ask(socket, "/good");
      assertThat(Running.answer(in)).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void on_http_2_it_is_its_streams_alone() throws Exception {
    try (Http2Client client = new Http2Client(port)) {
      for (String path : List.of("/request", "/response", "/action", "/matching")) {
        assertThat(client.status("GET", path, 0)).as(path).startsWith("500 ").contains("internal");
        assertThat(client.status("GET", "/good", 0)).startsWith("204 ");
      }
    }
  }

  private static void ask(Socket socket, String path) throws Exception {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private record Throwing(boolean atOnce) implements Filter {
    @Override
    public Verdict request(Exchange exchange) {
      if (atOnce) {
        throw new IllegalStateException("a bug in a filter");
      }
      return Verdict.PASS;
    }

    @Override
    public void response(Exchange exchange, ResponseHead head) {
      if (!atOnce) {
        throw new IllegalStateException("a bug on the way back");
      }
    }
  }

  private record ThrowingAtTheEnd() implements Filter {
    @Override
    public Verdict request(Exchange exchange) {
      exchange.onFinish(
          () -> {
            throw new IllegalStateException("a bug at the end");
          });
      return Verdict.PASS;
    }
  }
}
