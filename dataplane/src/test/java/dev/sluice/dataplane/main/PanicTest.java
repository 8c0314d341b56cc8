package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Endpoints that are judged by the others. */
class PanicTest extends ToBackends {
  private static final String BAD = "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad";

  private static Forwarding health(int latencyFactor, int panicPercent) {
    Health.Passive passive = new Health.Passive(1, 60_000, 100, latencyFactor);
    return new Forwarding(null, null, null, null, new Health(passive, null, panicPercent), null);
  }

  private void outcome(int unfit) {
    Running.await(
        () -> {
          try {
            get();
            return running.metric("sluice_upstream_endpoints_unfit{") == unfit;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void while_too_few_are_healthy_all_get_requests() throws Exception {
    try (Backend a = Backend.answering(BAD);
        Backend b = Backend.answering(BAD);
        Backend good = Backend.saying("good")) {
      serve(health(0, 50), a, b, good);
      outcome(2);
      int before = a.heads.size() + b.heads.size();
      for (int i = 0; i < 6; i++) {
        get();
      }
      assertThat(a.heads.size() + b.heads.size() - before).isEqualTo(4);
    }
  }

  @Test
  void a_rule_may_never_panic() throws Exception {
    try (Backend a = Backend.answering(BAD);
        Backend b = Backend.answering(BAD);
        Backend good = Backend.saying("good")) {
      serve(health(0, 0), a, b, good);
      outcome(2);
      for (int i = 0; i < 6; i++) {
        assertThat(get()).endsWith("good");
      }
    }
  }

  @Test
  void an_endpoint_that_is_much_slower_than_the_others_is_taken_out() throws Exception {
    try (Backend slow =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    Running.pause(80);
                    c.say(OK);
                  }
                });
        Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK)) {
      serve(health(3, 50), slow, a, b);
      outcome(1);
      int before = slow.heads.size();
      for (int i = 0; i < 6; i++) {
        get();
      }
      assertThat(slow.heads).hasSize(before);
    }
  }

  @Test
  void a_slow_endpoint_among_slow_ones_stays() throws Exception {
    Backend.Script slow =
        c -> {
          while (c.request() != null) {
            Running.pause(25);
            c.say(OK);
          }
        };
    try (Backend a = new Backend(slow);
        Backend b = new Backend(slow)) {
      serve(health(4, 50), a, b);
      for (int i = 0; i < 70; i++) {
        get();
      }
      assertThat(running.metric("sluice_upstream_endpoints_unfit{")).isZero();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
