package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the admin port says of upstreams. */
class UpstreamsPageTest extends ToBackends {
  private static final String BAD = "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad";

  private JsonObject upstream() {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + running.plane.adminPort() + "/upstreams"))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      return new JsonObject(answer.body()).getJsonArray("upstreams").getJsonObject(0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject endpoint(JsonObject upstream, Backend of) {
    return IntStream.range(0, upstream.getJsonArray("endpoints").size())
        .mapToObj(upstream.getJsonArray("endpoints")::getJsonObject)
        .filter(each -> each.getString("address").equals(of.endpoint().toString()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_shows_endpoints_that_are_out_and_circuits_and_limits() throws Exception {
    try (Backend bad = Backend.answering(BAD);
        Backend good = Backend.answering(OK)) {
      serve(
          new Forwarding(
              null,
              null,
              new CircuitBreaker(90, 0, 100, 60_000, 1_000, 5_000, 1),
              new Concurrency(7, 3, 0, false),
              new Health(new Health.Passive(1, 60_000, 50), null),
              null),
          bad,
          good);
      for (int i = 0; i < 4; i++) {
        get();
      }
      JsonObject shown = upstream();
      assertThat(shown.getString("service")).isEqualTo("test/backend:80");
      assertThat(shown.getString("protocol")).isEqualTo("HTTP1");
      assertThat(shown.getBoolean("panic")).isFalse();
      assertThat(endpoint(shown, bad).getString("state")).isEqualTo("ejected");
      assertThat(endpoint(shown, bad).getInteger("ejections")).isEqualTo(1);
      assertThat(endpoint(shown, good).getString("state")).isEqualTo("fit");
      JsonObject breaker = shown.getJsonArray("circuitBreakers").getJsonObject(0);
      assertThat(breaker)
          .isEqualTo(
              new JsonObject()
                  .put("state", "closed")
                  .put("requests", 4)
                  .put("failed", 1)
                  .put("slow", 0));
      assertThat(shown.getJsonArray("concurrency").getJsonObject(0))
          .isEqualTo(
              new JsonObject()
                  .put("limit", 7)
                  .put("adaptive", false)
                  .put("active", 0)
                  .put("pending", 0));
      assertThat(running.metric("sluice_upstream_concurrency_limit{")).isEqualTo(7);
    }
  }

  @Test
  void it_shows_that_a_circuit_is_open() throws Exception {
    try (Backend bad = Backend.answering(BAD)) {
      serve(
          new Forwarding(
              null, null, new CircuitBreaker(50, 0, 100, 60_000, 2, 60_000, 1), null, null, null),
          bad);
      get();
      get();
      assertThat(upstream().getJsonArray("circuitBreakers").getJsonObject(0).getString("state"))
          .isEqualTo("open");
    }
  }

  @Test
  void it_shows_what_is_under_way_and_what_is_idle() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Backend backend = Backend.answeringAfter(release, OK)) {
      serve(Forwarding.PLAIN, backend);
      var waiting = List.of(getLater(), getLater());
      Running.await(() -> endpoint(upstream(), backend).getInteger("requests") == 2);
      assertThat(upstream().getInteger("connections")).isEqualTo(2);
      release.countDown();
      for (var each : waiting) {
        assertThat(each.get()).startsWith("HTTP/1.1 200 ");
      }
      Running.await(
          () -> {
            JsonObject now = endpoint(upstream(), backend);
            return now.getInteger("requests") == 0 && now.getInteger("idle") == 2;
          });
    }
  }
}
