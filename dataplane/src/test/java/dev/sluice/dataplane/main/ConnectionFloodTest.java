package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More connections than there may be, all the time, while those that are open do their work. */
class ConnectionFloodTest {
  private static final int CONNECTIONS = 40;
  private static final Limits LIMITS =
      new Limits(
          64 << 10,
          8 << 10,
          100,
          40_000,
          64 << 10,
          100,
          CONNECTIONS,
          1_000,
          1_000,
          100,
          20_000,
          500);

  private final AtomicBoolean crowded = new AtomicBoolean(true);
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final List<Thread> crowd = new ArrayList<>();
  private Running running;
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running(new ListenerOptions(LIMITS, TrustedProxies.NONE, false, false));
    backend = Backend.saying("ok");
    running.forwardTo(backend);
  }

  @AfterEach
  void stop() throws Exception {
    disperse();
    running.close();
    backend.close();
  }

  @Test
  void whoever_is_in_is_served_and_when_the_crowd_is_gone_so_is_everyone() throws Exception {
    try (Socket first = new Socket("127.0.0.1", running.plane.httpPort());
        RawHttp2 second = new RawHttp2(running.plane.httpPort())) {
      first.setSoTimeout(10_000);
      second.timeout(10_000);
      assertThat(askOn(first)).startsWith("HTTP/1.1 200 ");
      assertThat(second.alive()).isTrue();
      gather();
      int most = 0;
      int served = 0;
      for (int stream = 1; served < 50 || turnedAway.get() < 500; stream += 2, served++) {
        assertThat(askOn(first)).startsWith("HTTP/1.1 200 ");
        second.headers(stream, true, "@");
        second.flush();
        assertThat(second.outcome()).isEqualTo("200");
        most = Math.max(most, (int) running.connections());
      }
      assertThat(most).as("it was full, and never more than that").isEqualTo(CONNECTIONS);
      disperse();
      assertThat(askOn(first)).startsWith("HTTP/1.1 200 ");
    }
    Running.await(() -> running.connections() == 0);
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  /** Each comes again and again; those who get in say half of a head, and no more. */
  private void gather() {
    for (int i = 0; i < CONNECTIONS + 20; i++) {
      Thread one =
          new Thread(
              () -> {
                while (crowded.get()) {
                  try {
                    if (running.exchange("GET / ").startsWith("HTTP/1.1 503 ")) {
                      turnedAway.incrementAndGet();
                    }
                  } catch (IOException e) {
                    // A reset: it was turned away before it had been read.
                    turnedAway.incrementAndGet();
                  }
                }
              });
      one.start();
      crowd.add(one);
    }
  }

  private void disperse() throws InterruptedException {
    crowded.set(false);
    for (Thread one : crowd) {
      one.join();
    }
  }

  private static String askOn(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return Running.answer(socket.getInputStream());
  }
}
