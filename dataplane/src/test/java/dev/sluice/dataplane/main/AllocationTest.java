package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How many bytes an event loop allocates for one request, from its first byte to the last of its
 * response. A guard, not a measurement: it fails when somebody puts something on the hot path that
 * allocates a good deal.
 */
class AllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int COUNTED = 10_000;

  /** On one connection of HTTP/2. */
  private static final int STREAMS = 4;

  private static final byte[] REQUEST =
      ("GET /cart/items?page=2 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: guard/1.0\r\n"
              + "Accept: application/json\r\nAccept-Encoding: gzip, br\r\nCookie: session=abcdef\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final ResourceLeakDetector.Level WATCHED = ResourceLeakDetector.getLevel();

  /** Watching a buffer allocates something itself. */
  @BeforeAll
  static void watchNone() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterAll
  static void watchAll() {
    ResourceLeakDetector.setLevel(WATCHED);
  }

  @Test
  void a_forwarded_request_allocates_little() throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1);
        Backend backend = Backend.saying("x".repeat(1024))) {
      running.forwardTo(backend);
      assertThat(bytesPerRequest(running)).isLessThan(1_500);
    }
  }

  @Test
  void a_fixed_response_allocates_little() throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1)) {
      sayHello(running);
      assertThat(bytesPerRequest(running)).isLessThan(1_200);
    }
  }

  @Test
  void a_forwarded_request_of_http2_allocates_little() throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1);
        Backend backend = Backend.saying("x".repeat(1024))) {
      running.forwardTo(backend);
      assertThat(bytesPerHttp2Request(running)).isLessThan(1_800);
    }
  }

  @Test
  void a_request_that_goes_on_over_http2_allocates_little() throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1);
        RawHttp2Backend backend =
            new RawHttp2Backend(
                (peer, connection) -> {
                  RawHttp2Backend.greet(peer);
                  peer.frame(RawHttp2.WINDOW_UPDATE, 0, 0, RawHttp2.number(1 << 30));
                  RawHttp2Backend.answerAll(peer, "x".repeat(1024));
                })) {
      backend.serves(running);
      assertThat(bytesPerRequest(running)).isLessThan(2_200);
    }
  }

  @Test
  void a_fixed_response_of_http2_allocates_little() throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1)) {
      sayHello(running);
      assertThat(bytesPerHttp2Request(running)).isLessThan(1_800);
    }
  }

  private static void sayHello(Running running) throws Exception {
    running.apply(
        Running.route(
            "a.test",
            Running.rule(
                "r",
                Running.ANY,
                new dev.sluice.snapshot.action.Respond(200, java.util.List.of(), "hello"))));
  }

  private static long bytesPerHttp2Request(Running running) throws Exception {
    long loop = eventLoop();
    try (Http2Batches client = new Http2Batches(running.plane.httpPort(), STREAMS)) {
      client.ask(WARM_UP / STREAMS);
      long before = THREADS.getThreadAllocatedBytes(loop);
      client.ask(COUNTED / STREAMS);
      long each = (THREADS.getThreadAllocatedBytes(loop) - before) / COUNTED;
      System.out.println("allocated bytes per request of HTTP/2: " + each);
      return each;
    }
  }

  private static long bytesPerRequest(Running running) throws Exception {
    long loop = eventLoop();
    try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(10_000);
      ask(client, WARM_UP);
      long before = THREADS.getThreadAllocatedBytes(loop);
      ask(client, COUNTED);
      long each = (THREADS.getThreadAllocatedBytes(loop) - before) / COUNTED;
      System.out.println("allocated bytes per request: " + each);
      return each;
    }
  }

  private static void ask(Socket client, int times) throws Exception {
    OutputStream out = client.getOutputStream();
    InputStream in = client.getInputStream();
    byte[] buffer = new byte[64 << 10];
    out.write(REQUEST);
    String first = Running.answer(in);
    assertThat(first).startsWith("HTTP/1.1 200");
    int length = first.length();
    for (int i = 1; i < times; i++) {
      out.write(REQUEST);
      int got = 0;
      // All answers are of one length.
      while (got < length) {
        got += in.read(buffer, got, buffer.length - got);
      }
    }
  }

  private static long eventLoop() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vert.x-eventloop-thread"))
        .mapToLong(Thread::getId)
        .max()
        .orElseThrow();
  }
}
