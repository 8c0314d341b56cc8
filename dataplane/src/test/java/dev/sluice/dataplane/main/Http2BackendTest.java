package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What endpoints that speak HTTP/2 may do, and what they may not, frame by frame. */
class Http2BackendTest {
  private static final int MAX_STREAMS = 3;
  private static final int INITIAL_WINDOW = 4;
  private static final int MAX_HEADER_LIST = 6;

  private Running running;

  @BeforeEach
  void start() throws Exception {
    // One event loop: one connection, unless that one is lost.
    running = new Running(java.time.Duration.ZERO, 1);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private String get() throws Exception {
    return running.exchange("GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  /** A first answer by a script (of the peer and the stream), and then others that are right. */
  private void costsItsOwnStreamAlone(RawHttp2Backend.Script first) throws Exception {
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              RawHttp2Backend.greet(peer);
              first.play(peer, peer.next(RawHttp2.HEADERS).stream());
              peer.flush();
              RawHttp2Backend.answerAll(peer, "well");
            })) {
      backend.serves(running);
      assertThat(get()).startsWith("HTTP/1.1 502 ");
      assertThat(get()).startsWith("HTTP/1.1 200 ").contains("well");
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=y",
        ":status=20",
        ":status=2x0",
        ":status=099",
        ":status=101",
        ":status=200 :status=200",
        "x=y :status=200",
        ":status=200 :path=/",
        ":status=200 Upper=y",
        ":status=200 connection=close",
        ":status=200 te=gzip",
        ":status=200 content-length=x",
        ":status=200 content-length=1 content-length=2"
      })
  void a_head_that_may_not_be_costs_its_own_stream_alone(String fields) throws Exception {
    costsItsOwnStreamAlone(
        (peer, stream) -> {
          peer.headers(stream, false, fields);
          peer.flush();
          assertThat(peer.next(RawHttp2.RST_STREAM).error()).isEqualTo(Http2Error.PROTOCOL_ERROR);
        });
  }

  @Test
  void a_body_before_its_head_costs_its_own_stream_alone() throws Exception {
    costsItsOwnStreamAlone((peer, stream) -> peer.data(stream, true, "early"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shor", "longer"})
  void a_body_of_another_length_than_said_is_not_passed_off_as_whole(String body) throws Exception {
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              RawHttp2Backend.greet(peer);
              int stream = peer.next(RawHttp2.HEADERS).stream();
              peer.headers(stream, false, ":status=200 content-length=5");
              peer.data(stream, true, body);
              peer.flush();
              RawHttp2Backend.answerAll(peer, "well");
            })) {
      backend.serves(running);
      // The connection ends before five bytes have come.
      assertThat(get())
          .contains("ontent-length: 5")
          .doesNotContain(body + body.charAt(0))
          .doesNotEndWith("longe");
      assertThat(get()).startsWith("HTTP/1.1 200 ").contains("well");
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  /** Frames that end the connection, as hexadecimal bytes; S: the stream of the request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // PING before SETTINGS
        "000008 06 00 00000000 0000000000000000",
        // SETTINGS, then a promise (RFC 9113 §8.4)
        "000000 04 00 00000000 000005 05 04 00000001 00000002 88",
        // a stream that nobody has opened
        "000000 04 00 00000000 000001 01 05 00000063 88",
        // a stream of the endpoint's own
        "000000 04 00 00000000 000001 01 05 00000002 88",
        // more than the largest window
        "000000 04 00 00000000 000004 08 00 00000000 7fffffff",
        // a window no stream can have
        "000006 04 00 00000000 0004 80000000",
        // HTTP/1.1
        "485454502f312e3120343030204261640d0a0d0a"
      })
  void what_breaks_the_protocol_ends_the_connection_and_another_serves(String frames)
      throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              if (connection == 1) {
                peer.raw(
                    new String(
                        java.util.HexFormat.of().parseHex(frames.replace(" ", "")),
                        java.nio.charset.StandardCharsets.ISO_8859_1));
                peer.flush();
                end.complete(peer.outcome());
              } else {
                RawHttp2Backend.greet(peer);
                RawHttp2Backend.answerAll(peer, "well");
              }
            })) {
      backend.serves(running);
      // Nothing of an answer has come: it is asked once more.
      assertThat(get()).startsWith("HTTP/1.1 200 ").contains("well");
      assertThat(end.get(10, TimeUnit.SECONDS)).startsWith("goaway:");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void pings_without_end_end_the_connection() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              RawHttp2Backend.greet(peer);
              for (int i = 0; i < 1_500; i++) {
                peer.frame(RawHttp2.PING, 0, 0, new byte[8]);
              }
              peer.flush();
              end.complete(peer.outcome());
            })) {
      backend.serves(running);
      assertThat(get()).startsWith("HTTP/1.1 502 ");
      // The connection may be cut before that is read.
      assertThat(end.get(10, TimeUnit.SECONDS)).isIn("goaway:ENHANCE_YOUR_CALM", "closed");
    }
  }

  /** As servers of gRPC measure the bandwidth. */
  @Test
  void a_ping_for_each_request_is_no_attack() throws Exception {
    try (RawHttp2Backend backend =
            new RawHttp2Backend(
                (peer, connection) -> {
                  RawHttp2Backend.greet(peer);
                  for (RawHttp2.Frame asked = peer.next(RawHttp2.HEADERS);
                      asked != null;
                      asked = peer.next(RawHttp2.HEADERS)) {
                    peer.frame(RawHttp2.PING, 0, 0, new byte[8]);
                    peer.headers(asked.stream(), true, ":status=200");
                    peer.flush();
                  }
                });
        Http2Batches client = new Http2Batches(running.plane.httpPort(), 1)) {
      backend.serves(running);
      client.ask(2_500);
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_request_waits_for_the_windows_of_the_endpoint() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              RawHttp2Backend.greet(peer, INITIAL_WINDOW, 4);
              // The first request may be under way before that is heard.
              peer.headers(peer.next(RawHttp2.HEADERS).stream(), true, ":status=200");
              peer.flush();
              RawHttp2.Frame part = peer.next(RawHttp2.DATA);
              StringBuilder all = new StringBuilder(part.text()).append('|');
              // Nothing more may come for as long as this is answered.
              assertThat(peer.alive()).isTrue();
              RawHttp2Backend.greet(peer, INITIAL_WINDOW, 6);
              part = peer.next(RawHttp2.DATA);
              all.append(part.text()).append('|');
              peer.frame(RawHttp2.WINDOW_UPDATE, 0, part.stream(), RawHttp2.number(100));
              peer.flush();
              while (!part.ends()) {
                part = peer.next(RawHttp2.DATA);
                all.append(part.text());
              }
              got.complete(all.toString());
              peer.headers(part.stream(), true, ":status=204");
            })) {
      backend.serves(running);
      assertThat(get()).startsWith("HTTP/1.1 200 ");
      String answer =
          running.exchange(
              "POST /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                  + "Content-Length: 10\r\n\r\n0123456789");
      assertThat(answer).startsWith("HTTP/1.1 204 ");
      assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("0123|45|6789");
    }
  }

  @Test
  void no_more_streams_than_the_endpoint_takes() throws Exception {
    try (RawHttp2Backend backend =
            new RawHttp2Backend(
                (peer, connection) -> {
                  RawHttp2Backend.greet(peer, MAX_STREAMS, 1);
                  if (connection == 1) {
                    // Never answered but once: what comes meanwhile needs another connection.
                    int stream = peer.next(RawHttp2.HEADERS).stream();
                    peer.headers(stream, true, ":status=200");
                    peer.flush();
                    peer.next(RawHttp2.HEADERS);
                    peer.next(RawHttp2.GOAWAY);
                  } else {
                    RawHttp2Backend.answerAll(peer, "second");
                  }
                });
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      backend.serves(running);
      client.headers(1, true, "@");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      client.headers(3, true, "@");
      client.headers(5, true, "@");
      client.flush();
      assertThat(client.next(RawHttp2.HEADERS).stream()).isEqualTo(5);
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  /** Not even that it is over: a reset of a stream that nobody has opened breaks the protocol. */
  @Test
  void of_a_head_larger_than_the_endpoint_takes_it_hears_nothing() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    CompletableFuture<List<Integer>> heard = new CompletableFuture<>();
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              // The first request may be under way before that is heard.
              RawHttp2Backend.greet(peer, MAX_HEADER_LIST, 50);
              peer.headers(peer.next(RawHttp2.HEADERS).stream(), true, ":status=200");
              peer.flush();
              StreamingTest.await(refused);
              peer.frame(RawHttp2.PING, 0, 0, new byte[8]);
              peer.flush();
              List<Integer> types = new ArrayList<>();
              do {
                types.add(peer.next().type());
              } while (!types.contains(RawHttp2.PING));
              heard.complete(types);
            })) {
      backend.serves(running);
      assertThat(get()).startsWith("HTTP/1.1 200 ");
      assertThat(get()).startsWith("HTTP/1.1 502 ");
      refused.countDown();
      // Frames come in the order in which they are sent: what the PING has not overtaken never was.
      assertThat(heard.get(10, TimeUnit.SECONDS)).containsOnly(RawHttp2.SETTINGS, RawHttp2.PING);
    }
  }

  @Test
  void what_the_endpoint_will_never_look_at_is_asked_again() throws Exception {
    try (RawHttp2Backend backend =
        new RawHttp2Backend(
            (peer, connection) -> {
              RawHttp2Backend.greet(peer);
              if (connection == 1) {
                peer.next(RawHttp2.HEADERS);
                peer.frame(RawHttp2.GOAWAY, 0, 0, RawHttp2.number(0, 0));
                peer.flush();
                peer.next(RawHttp2.GOAWAY);
              } else {
                RawHttp2Backend.answerAll(peer, "second");
              }
            })) {
      backend.serves(running);
      assertThat(get()).startsWith("HTTP/1.1 200 ").contains("second");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_response_that_has_come_whole_outlives_its_connection() throws Exception {
    String body = "x".repeat(60_000);
    try (RawHttp2Backend backend =
            new RawHttp2Backend(
                (peer, connection) -> {
                  RawHttp2Backend.greet(peer);
                  int stream = peer.next(RawHttp2.HEADERS).stream();
                  peer.headers(stream, false, ":status=200");
                  for (int from = 0; from < body.length(); from += 10_000) {
                    boolean last = from + 10_000 == body.length();
                    peer.data(stream, last, body.substring(from, from + 10_000));
                  }
                  peer.flush();
                  peer.close();
                });
        RawHttp2 client =
            new RawHttp2(new java.net.Socket("127.0.0.1", running.plane.httpPort()))) {
      backend.serves(running);
      client.preface();
      // Takes nothing of it yet.
      RawHttp2Backend.greet(client, INITIAL_WINDOW, 0);
      client.headers(1, true, "@");
      client.flush();
      assertThat(client.next(RawHttp2.HEADERS).headers().status()).hasToString("200");
      Running.await(() -> connections() == 0);
      client.frame(RawHttp2.WINDOW_UPDATE, 0, 1, RawHttp2.number(1 << 20));
      client.flush();
      StringBuilder got = new StringBuilder();
      RawHttp2.Frame part;
      do {
        part = client.next(RawHttp2.DATA);
        got.append(part.text());
      } while (!part.ends());
      assertThat(got).hasToString(body);
    }
  }

  /** To endpoints. */
  private double connections() {
    try {
      return Running.metric(running.plane, "sluice_upstream_connections{", "upstream=");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
