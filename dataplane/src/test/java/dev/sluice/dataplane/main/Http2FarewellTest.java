package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data plane that ends loses no request of an HTTP/2 client (RFC 9113 §6.8). */
class Http2FarewellTest {
  private static final String HELLO = ":method=GET :scheme=http :authority=a.test :path=/hello";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    // It asks clients to go, and tells them that it ends, at the same time.
    running = new Running();
    running.apply(Running.usual());
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static int lastStream(RawHttp2.Frame goAway) {
    return ByteBuffer.wrap(goAway.payload()).getInt();
  }

  private static void ask(RawHttp2 client, int stream) throws IOException {
    client.headers(stream, true, HELLO);
    client.flush();
  }

  private static void assertServed(RawHttp2 client, int stream) throws IOException {
    RawHttp2.Frame head = client.next(RawHttp2.HEADERS);
    assertThat(head.stream()).isEqualTo(stream);
    assertThat(head.headers().status().toString()).isEqualTo("200");
    assertThat(client.next(RawHttp2.DATA).text()).isEqualTo("hello");
  }

  private static void knows(RawHttp2 client, RawHttp2.Frame ping) throws IOException {
    client.frame(RawHttp2.PING, RawHttp2.ACK, 0, ping.payload());
    client.flush();
  }

  private void awaitNoNewConnections() {
    Running.await(
        () -> {
          try (Socket refused = new Socket("127.0.0.1", running.plane.httpPort())) {
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void streams_are_taken_until_the_client_knows_that_it_shall_go() throws Exception {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      ask(client, 1);
      assertServed(client, 1);
      running.plane.close();
      awaitNoNewConnections();
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(Integer.MAX_VALUE);
      RawHttp2.Frame ping = client.next(RawHttp2.PING);
      ask(client, 3);
      assertServed(client, 3);
      knows(client, ping);
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(3);
      assertThat(client.next()).as("the end").isNull();
    }
  }

  @Test
  void a_client_that_has_only_connected_may_still_ask() throws Exception {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.next(RawHttp2.SETTINGS);
      running.plane.close();
      awaitNoNewConnections();
      ask(client, 1);
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(Integer.MAX_VALUE);
      RawHttp2.Frame ping = client.next(RawHttp2.PING);
      assertServed(client, 1);
      knows(client, ping);
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(1);
      assertThat(client.next()).as("the end").isNull();
    }
  }

  @Test
  void a_client_that_never_asks_and_never_answers_does_not_hold_up_the_end() throws Exception {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.next(RawHttp2.SETTINGS);
      running.plane.close();
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(Integer.MAX_VALUE);
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isZero();
      assertThat(client.next()).as("the end").isNull();
    }
  }

  @Test
  void what_a_client_says_too_late_resets_nothing() throws Exception {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      ask(client, 1);
      assertServed(client, 1);
      running.plane.close();
      client.next(RawHttp2.GOAWAY);
      knows(client, client.next(RawHttp2.PING));
      assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(1);
      assertThat(client.next()).as("the end").isNull();
      // A reset would meet the second of these.
      ask(client, 3);
      Running.pause(50);
      ask(client, 5);
      assertThat(client.input().read()).isEqualTo(-1);
    }
  }

  @Test
  void a_client_that_asks_while_its_connection_ends_for_idleness_is_served() throws Exception {
    Limits shortly =
        new Limits(64 << 10, 8 << 10, 100, 0, 64 << 10, 100, 100, 10_000, 20_000, 100, 200, 500);
    try (Running idle =
        new Running(new ListenerOptions(shortly, TrustedProxies.NONE, false, false))) {
      idle.apply(Running.usual());
      try (RawHttp2 client = new RawHttp2(idle.plane.httpPort())) {
        ask(client, 1);
        assertServed(client, 1);
        assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(Integer.MAX_VALUE);
        RawHttp2.Frame ping = client.next(RawHttp2.PING);
        ask(client, 3);
        assertServed(client, 3);
        knows(client, ping);
        assertThat(lastStream(client.next(RawHttp2.GOAWAY))).isEqualTo(3);
        assertThat(client.next()).as("the end").isNull();
      }
    }
  }
}
