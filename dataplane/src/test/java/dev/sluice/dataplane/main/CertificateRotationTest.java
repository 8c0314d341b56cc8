package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that change under load. */
class CertificateRotationTest {
  private static final int ROTATIONS = 30;
  private static Certificate one;
  private static Certificate other;
  private Running running;
  private Backend backend;

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    one = Keytool.certificate(folder, "one", "EC", "localhost");
    Certificate made = Keytool.certificate(folder, "other", "EC", "localhost");
    other = new Certificate(one.id(), made.chainPem(), made.keyPem());
  }

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend = Backend.saying("hello");
    serve(one);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    backend.close();
  }

  /** Its connections are open the whole time. */
  @ParameterizedTest
  @ValueSource(strings = {"h2", "http/1.1"})
  void no_connection_is_dropped_and_no_request_fails(String protocol) throws Exception {
    Process load =
        Installed.start(
            "h2load",
            "--npn-list",
            protocol,
            "-n",
            "6000",
            "-c",
            "4",
            "-m",
            "4",
            "https://localhost:" + running.plane.httpsPort() + "/hello");
    int rotations = 0;
    while (load.isAlive() || rotations < 2) {
      serve(rotations++ % 2 == 0 ? other : one);
    }
    assertThat(Installed.ended(load, "").whole())
        .contains("6000 succeeded, 0 failed, 0 errored, 0 timeout");
    assertThat(backend.heads).hasSize(6_000);
  }

  /** Each request over a connection of its own. */
  @Test
  void every_handshake_gets_one_or_the_other() throws Exception {
    Set<X509Certificate> seen = ConcurrentHashMap.newKeySet();
    List<Throwable> failed = new CopyOnWriteArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    Thread[] clients = new Thread[2];
    for (int i = 0; i < clients.length; i++) {
      String version = i == 0 ? "TLSv1.2" : "TLSv1.3";
      clients[i] =
          new Thread(
              () -> {
                TlsClient client = new TlsClient(running.plane.httpsPort(), version, "none");
                while (!over.get()) {
                  try {
                    TlsClient.Answer answer = client.ask("localhost", "localhost");
                    assertThat(answer.text()).startsWith("HTTP/1.1 200 ");
                    seen.add(answer.leaf());
                    asked.incrementAndGet();
                  } catch (Throwable e) {
                    failed.add(e);
                    return;
                  }
                }
              });
      clients[i].start();
    }
    for (int rotation = 0; rotation < ROTATIONS && failed.isEmpty(); rotation++) {
      int before = asked.get();
      serve(rotation % 2 == 0 ? other : one);
      Running.await(() -> asked.get() > before || !failed.isEmpty());
    }
    over.set(true);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failed).isEmpty();
    assertThat(seen).hasSize(2);
  }

  private void serve(Certificate certificate) throws Exception {
    Proxy forward = Running.proxy();
    assertThat(
            running.apply(
                certificate,
                Running.endpoints(backend),
                new Route(
                    new RouteId("test", "a"),
                    1,
                    1,
                    List.of(new Hostname("localhost")),
                    new Route.Tls(List.of(certificate.id()), false),
                    List.of(Running.rule("r", Running.ANY, forward)))))
        .isEmpty();
  }
}
