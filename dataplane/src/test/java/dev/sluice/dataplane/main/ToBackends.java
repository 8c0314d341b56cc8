package dev.sluice.dataplane.main;

import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Retry;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A data plane in front of backends that are treated as one rule says. */
abstract class ToBackends {
  static final List<String> IDEMPOTENT = List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  static final String UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

  Running running;

  @BeforeEach
  void start() throws Exception {
    // Each event loop takes turns by itself: with how many is what the counts of these tests rest
    // on.
    running = new Running(Duration.ZERO, 2);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  String get() throws IOException {
    return running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  String get(String field) throws IOException {
    return running.exchange(
        "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n" + field + "\r\n\r\n");
  }

  CompletableFuture<String> getLater() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return get();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  void serve(Forwarding how, Backend... backends) throws Exception {
    serve(Timeouts.DEFAULT, how, null, backends);
  }

  void serve(Timeouts timeouts, Forwarding how, @Nullable Fallback fallback, Backend... backends)
      throws Exception {
    running.apply(
        Running.endpoints(backends),
        Running.route(
            "a.test",
            Running.rule(
                timeouts,
                Running.ANY,
                new Proxy(List.of(new Proxy.Backend(Running.BACKEND, 1, true)), how, fallback))));
  }

  static Forwarding retry(int attempts, List<Retry.On> on, Integer... statuses) {
    return new Forwarding(
        null,
        new Retry(attempts, on, List.of(statuses), IDEMPOTENT, 1, 5, 100, 64 << 10),
        null,
        null,
        null,
        null);
  }
}
