package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints that do not work are found out, and come back. */
class HealthTest extends ToBackends {
  @Test
  void an_endpoint_that_fails_in_a_row_is_left_alone_and_comes_back() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (Backend sick =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    asked.incrementAndGet();
                    c.say(well.get() ? OK : UNAVAILABLE);
                  }
                });
        Backend good = Backend.answering(OK)) {
      serve(
          new Forwarding(
              null, null, null, null, new Health(new Health.Passive(3, 300, 50), null), null),
          sick,
          good);
      int failed = 0;
      for (int i = 0; i < 60; i++) {
        failed += get().startsWith("HTTP/1.1 503 ") ? 1 : 0;
      }
      assertThat(failed).isBetween(3, 5);
      well.set(true);
      int before = asked.get();
      Running.await(
          () -> {
            try {
              get();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return asked.get() > before + 5;
          });
    }
  }

  /** What it does while it is bad. */
  private enum Bad {
    SAYS_SO,
    BREAKS_OFF,
    CLOSES
  }

  @ParameterizedTest
  @EnumSource(Bad.class)
  void an_endpoint_that_flips_costs_no_more_than_the_errors_that_take_it_out(Bad how)
      throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (Backend flips =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    asked.incrementAndGet();
                    if (well.get()) {
                      c.say(OK);
                    } else if (how == Bad.SAYS_SO) {
                      c.say(UNAVAILABLE);
                    } else if (how == Bad.BREAKS_OFF) {
                      c.say("HTTP/1.1 200 O");
                      c.reset();
                    } else {
                      c.close();
                    }
                  }
                });
        Backend good = Backend.answering(OK)) {
      serve(
          new Forwarding(
              null, null, null, null, new Health(new Health.Passive(5, 300, 50), null), null),
          flips,
          good);
      for (int cycle = 0; cycle < 3; cycle++) {
        well.set(false);
        int failed = 0;
        for (int i = 0; i < 100 && unfit() == 0; i++) {
          failed += get().startsWith("HTTP/1.1 200 ") ? 0 : 1;
        }
        assertThat(failed).isBetween(1, 5);
        well.set(true);
        int before = asked.get();
        Running.await(
            () -> {
              try {
                assertThat(get()).startsWith("HTTP/1.1 200 ");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return asked.get() > before + 2;
            });
      }
    }
  }

  @Test
  void the_last_endpoint_is_never_left_alone() throws Exception {
    try (Backend sick = Backend.answering(UNAVAILABLE)) {
      serve(
          new Forwarding(
              null, null, null, null, new Health(new Health.Passive(1, 60_000, 100), null), null),
          sick);
      for (int i = 0; i < 5; i++) {
        assertThat(get()).endsWith("busy");
      }
    }
  }

  @Test
  void an_endpoint_that_refused_is_asked_last_for_a_while() throws Exception {
    try (Backend good = Backend.answering(OK)) {
      Endpoint closed;
      try (ServerSocket socket = new ServerSocket(0)) {
        closed = new Endpoint("127.0.0.1", socket.getLocalPort());
      }
      running.apply(
          new Endpoints(Running.BACKEND.servicePort(), List.of(closed, good.endpoint())),
          Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy())));
      for (int i = 0; i < 20; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(running.metric("sluice_upstream_connects_total{result=\"failed\""))
          .isBetween(1.0, 4.0);
    }
  }

  private static Forwarding probing(Health.Kind kind) {
    Health.Probe probe =
        new Health.Probe(kind, kind == Health.Kind.HTTP ? "/healthz" : "", List.of(), "");
    return new Forwarding(
        null, null, null, null, new Health(null, new Health.Active(probe, 20, 2_000, 2, 2)), null);
  }

  /** Answers requests with its name, and probes with a status. */
  private static Backend probed(String name, AtomicInteger status) throws IOException {
    return new Backend(
        c -> {
          for (String head = c.head(); head != null; head = c.head()) {
            c.say(
                head.startsWith("GET /healthz ")
                    ? "HTTP/1.1 " + status.get() + " X\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
          }
        });
  }

  @Test
  void an_endpoint_that_fails_its_probes_gets_no_request_until_it_is_well() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    try (Backend a = probed("a", new AtomicInteger(204));
        Backend b = probed("b", new AtomicInteger(200));
        Backend c = probed("c", status)) {
      serve(probing(Health.Kind.HTTP), a, b, c);
      status.set(500);
      Running.await(() -> unfit() == 1);
      for (int i = 0; i < 9; i++) {
        assertThat(get()).doesNotEndWith("c");
      }
      status.set(200);
      Running.await(() -> unfit() == 0);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        String answer = get();
        all.append(answer.charAt(answer.length() - 1));
      }
      assertThat(all.toString()).contains("a", "b", "c");
    }
  }

  @Test
  void when_most_fail_their_probes_the_probes_are_not_believed() throws Exception {
    AtomicInteger status = new AtomicInteger(500);
    try (Backend a = probed("a", status);
        Backend b = probed("b", status)) {
      serve(probing(Health.Kind.HTTP), a, b);
      Running.await(() -> unfit() == 2);
      String all = get() + get() + get() + get();
      assertThat(all).contains("\r\na", "\r\nb");
    }
  }

  @Test
  void a_connection_is_enough_for_a_tcp_probe() throws Exception {
    Backend gone = Backend.answering(OK);
    try (Backend good = Backend.answering(OK)) {
      serve(probing(Health.Kind.TCP), good, gone);
      Running.await(() -> gone.connections.get() > 2);
      assertThat(unfit()).isEqualTo(0);
      gone.close();
      Running.await(() -> unfit() == 1);
    }
  }

  private double unfit() {
    try {
      return running.metric("sluice_upstream_endpoints_unfit{");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
