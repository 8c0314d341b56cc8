package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Hedge;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Something else answers when the backend cannot, or takes long. */
class FallbackTest extends ToBackends {
  @Test
  void a_fixed_fallback_answers_where_the_backend_cannot() throws Exception {
    serve(
        Timeouts.DEFAULT,
        Forwarding.PLAIN,
        new Fallback(List.of(), new Respond(200, List.of(), "later")));
    assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("later");
  }

  @Test
  void another_backend_answers_where_the_first_cannot() throws Exception {
    try (Backend gone = new Backend(c -> c.head());
        Backend other = Backend.saying("other")) {
      running.apply(
          Running.endpoints(gone),
          new Endpoints(Running.OTHER.servicePort(), List.of(other.endpoint())),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  new Proxy(
                      List.of(new Proxy.Backend(Running.BACKEND, 1, true)),
                      null,
                      new Fallback(List.of(new Proxy.Backend(Running.OTHER, 1, true)), null)))));
      assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("other");
      assertThat(other.heads.get(0).split("via: 1.1 sluice")).hasSize(2);
    }
  }

  @Test
  void the_next_group_takes_over_when_the_first_has_nobody() throws Exception {
    try (Backend second = Backend.saying("second");
        Backend first = Backend.saying("first")) {
      UpstreamId other = Running.OTHER;
      Proxy proxy =
          new Proxy(
              List.of(
                  new Proxy.Backend(Running.BACKEND, 1, true, 0),
                  new Proxy.Backend(other, 1, true, 1)));
      Endpoints spare = new Endpoints(other.servicePort(), List.of(second.endpoint()));
      running.apply(
          Running.endpoints(first),
          spare,
          Running.route("a.test", Running.rule("r", Running.ANY, proxy)));
      assertThat(get()).endsWith("first");
      running.apply(
          Running.endpoints(),
          spare,
          Running.route("a.test", Running.rule("r", Running.ANY, proxy)));
      assertThat(get()).endsWith("second");
    }
  }

  @Test
  void a_second_request_overtakes_one_that_takes_long() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (Backend slow =
            new Backend(
                c -> {
                  c.head();
                  c.closedByPeer();
                  released.countDown();
                });
        Backend quick = Backend.answering(OK)) {
      serve(new Forwarding(null, null, null, null, null, new Hedge(50, 1)), slow, quick);
      for (int i = 0; i < 4; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(slow.heads).isNotEmpty();
      assertThat(released.await(5, TimeUnit.SECONDS)).as("the slow one is let go").isTrue();
    }
  }

  @Test
  void a_hedge_may_answer_after_the_first_try_has_taken_too_long() throws Exception {
    try (Backend hangs =
            new Backend(
                c -> {
                  c.head();
                  c.closedByPeer();
                });
        Backend late =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    Running.pause(600);
                    c.say(OK);
                  }
                })) {
      serve(
          new Timeouts(10_000, 1_000, 2_000, 60_000),
          new Forwarding(null, null, null, null, null, new Hedge(700, 1)),
          null,
          hangs,
          late);
      // Each event loop takes turns by itself: a few may begin with the one that answers.
      for (int i = 0; i < 20 && hangs.heads.isEmpty(); i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      }
      assertThat(hangs.heads).isNotEmpty();
    }
  }
}
