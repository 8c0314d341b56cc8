package dev.sluice.e2e.push;

import static dev.sluice.e2e.push.Channel.publication;
import static dev.sluice.e2e.push.Channel.route;
import static dev.sluice.e2e.push.Channel.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.push.Channel.Replica;
import dev.sluice.operator.push.Publication;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the push port does with those who do not behave. */
final class PushPortTest {
  private static final Publication ONE = publication(route("a", 1, "one"));
  private static final Publication TWO = publication(route("a", 2, "two"));
  private Channel channel;
  private Replica replica;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    channel = new Channel(folder);
    replica = channel.replica();
    replica.server.publish(ONE);
    channel.dataPlane("good", replica);
    until(() -> replica.acked("good", ONE.snapshot()));
  }

  /** Whatever was done to the port, those who behave are served. */
  @AfterEach
  void close() throws Exception {
    replica.server.publish(TWO);
    until(() -> replica.acked("good", TWO.snapshot()));
    assertThat(replica.fulls()).isLessThanOrEqualTo(2);
    channel.close();
  }

  @Test
  void random_bytes_close_their_own_connection_alone() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[4_096];
      random.nextBytes(bytes);
      try (Socket plain = new Socket("127.0.0.1", replica.server.port())) {
        // What looks like the start of a TLS record is held until the handshake times out, after 10
        // s.
        plain.setSoTimeout(30_000);
        plain.getOutputStream().write(bytes);
        drain(plain);
      }
      try (SSLSocket tls =
          Tls.open(replica.server.port(), channel.certificate.authorityPem(), "h2")) {
        tls.getOutputStream().write(bytes);
        drain(tls);
      }
    }
  }

  @Test
  void http_1_is_answered_that_it_is_not_spoken() throws Exception {
    for (String[] protocols : new String[][] {{}, {"http/1.1"}}) {
      try (SSLSocket tls =
          Tls.open(replica.server.port(), channel.certificate.authorityPem(), protocols)) {
        OutputStream out = tls.getOutputStream();
        out.write(
            ("POST /v1/snapshots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-x\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String answer = drain(tls);
        assertThat(answer.isEmpty() || answer.contains("505")).isTrue();
      } catch (SSLException e) {
        assertThat(e).hasMessageContaining("no_application_protocol");
      }
    }
  }

  @Test
  void what_is_no_hello_is_refused() throws Exception {
    List<byte[]> firsts =
        List.of(
            new byte[] {0x7f, 0x7f, 0x7f, 0x7f, 0},
            new byte[] {0, 0, 0, 2, 0, '{', 'x'},
            new byte[] {0, 0, 0, 2, 1, '{', '}'},
            Wire.frame(new ToOperator.Observe()),
            Wire.frame(new ToOperator.Hello(0, "default", "x", null, false, List.of())));
    for (byte[] first : firsts) {
      RawDataPlane bad = new RawDataPlane(channel.vertx, replica.server.port());
      assertThat(Channel.await(bad.open("token-of-x", first))).isEqualTo(400);
    }
    assertThat(replica.connected("x")).isFalse();
  }

  @Test
  void garbage_after_a_hello_ends_that_stream() throws Exception {
    for (byte[] garbage :
        List.of(
            new byte[] {0x7f, 0, 0, 0, 0},
            new byte[] {0, 0, 0, 1, 0, 'x'},
            Wire.frame(new ToOperator.Hello(1, "default", "bad", null, false, List.of())))) {
      RawDataPlane bad = new RawDataPlane(channel.vertx, replica.server.port());
      assertThat(Channel.await(bad.open("bad"))).isEqualTo(200);
      bad.say(garbage);
      until(() -> bad.closed && !replica.connected("bad"));
    }
    assertThat(replica.count("sluice.push.refused", "reason", "frame")).isEqualTo(3);
  }

  @Test
  void an_ack_of_an_unknown_revision_proves_nothing() throws Exception {
    RawDataPlane liar = new RawDataPlane(channel.vertx, replica.server.port());
    assertThat(Channel.await(liar.open("liar"))).isEqualTo(200);
    liar.say(new ToOperator.Ack(new Revision("f".repeat(64)), List.of()));
    until(
        () ->
            replica.board.pods().stream()
                .anyMatch(p -> p.acked() != null && p.name().equals("liar")));
    assertThat(replica.board.standing(new RouteId("web", "a"), 1_000, 1, List.of("liar")).waiting())
        .containsExactly("liar");
  }

  @Test
  void a_silent_data_plane_is_given_up() throws Exception {
    RawDataPlane silent = new RawDataPlane(channel.vertx, replica.server.port());
    assertThat(Channel.await(silent.open("silent"))).isEqualTo(200);
    until(() -> replica.connected("silent"));
    until(() -> !replica.connected("silent"));
    assertThat(replica.connected("good")).isTrue();
  }

  @Test
  void a_slow_data_plane_skips_what_it_missed() throws Exception {
    RawDataPlane slow = new RawDataPlane(channel.vertx, replica.server.port());
    assertThat(Channel.await(slow.open("slow"))).isEqualTo(200);
    slow.keepSayingSomething();
    slow.say(new ToOperator.Active(null));
    until(() -> slow.heard.stream().anyMatch(ToDataPlane.Full.class::isInstance));
    slow.stopListening();
    Random random = new Random(2);
    Publication last = ONE;
    for (int i = 0; i < 40; i++) {
      byte[] body = new byte[200 * 1024];
      random.nextBytes(body);
      last = publication(route("a", i + 2, new String(body, StandardCharsets.ISO_8859_1)));
      Publication next = last;
      replica.server.publish(next);
      until(() -> replica.acked("good", next.snapshot()));
    }
    slow.listenAgain();
    Revision newest = last.snapshot().revision();
    until(
        () ->
            slow.heard.stream()
                .anyMatch(
                    frame ->
                        frame instanceof ToDataPlane.Delta delta && delta.revision().equals(newest)
                            || frame instanceof ToDataPlane.Full full
                                && full.revision().equals(newest)));
    assertThat(slow.heard.stream().filter(ToDataPlane.Delta.class::isInstance).count())
        .isLessThan(10);
  }

  /** Reads until the other side is done, whichever way it says so. */
  private static String drain(Socket socket) {
    try {
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      return "";
    }
  }
}
