package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CAs, and the gateway's own certificate for backends, that change under load. */
class AuthorityRotationTest {
  private static final int ROTATIONS = 20;
  private static Certified.Papers papers;
  private static Certificate server;
  private static Certificate gateway;
  private static Certificate next;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Throwable> failed = new CopyOnWriteArrayList<>();
  private final List<Thread> clients = new ArrayList<>();

  @BeforeAll
  static void papers(@TempDir Path folder) throws Exception {
    papers = Certified.Papers.in(folder);
    server = Keytool.server(folder, "cart", "cart.internal", papers.partners());
    gateway = Keytool.certificate(folder, "gateway", "EC", "gateway");
    Certificate made = Keytool.certificate(folder, "next", "RSA", "gateway");
    next = new Certificate(gateway.id(), made.chainPem(), made.keyPem());
  }

  private interface Request {
    String answer() throws Exception;
  }

  private interface Rotation {
    void to(int turn) throws Exception;
  }

  /** Asks again and again until it is over. */
  private void ask(Request request) {
    Thread client =
        new Thread(
            () -> {
              while (!over.get() && failed.isEmpty()) {
                try {
                  assertThat(request.answer()).startsWith("HTTP/1.1 200 ");
                  asked.incrementAndGet();
                } catch (Throwable e) {
                  failed.add(e);
                }
              }
            });
    client.start();
    clients.add(client);
  }

  private void rotate(Rotation rotation) throws Exception {
    for (int turn = 0; turn < ROTATIONS && failed.isEmpty(); turn++) {
      int before = asked.get();
      rotation.to(turn);
      Running.await(() -> asked.get() > before + clients.size() || !failed.isEmpty());
    }
    end();
    assertThat(failed).isEmpty();
  }

  @AfterEach
  void end() throws Exception {
    over.set(true);
    for (Thread client : clients) {
      client.join();
    }
  }

  @Test
  void clients_that_are_believed_all_along_notice_nothing() throws Exception {
    try (Certified gate = new Certified(papers, ListenerOptions.DEFAULT)) {
      Rotation rotation =
          turn ->
              gate.serve(
                  turn % 2 == 0
                      ? Certified.ca("ca", papers.partners())
                      : Certified.ca("ca", papers.others(), papers.partners()),
                  gate.route("a", "a.test", Certified.required("ca")));
      rotation.to(0);
      List<CertifiedClient.Connection> staying = new ArrayList<>();
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        CertifiedClient ada = gate.client(papers.ada());
        CertifiedClient.Connection stays = ada.open(version, "a.test");
        staying.add(stays);
        ask(() -> stays.ask("a.test"));
        ask(() -> ada.ask(version, "a.test"));
      }
      rotate(rotation);
      for (CertifiedClient.Connection each : staying) {
        assertThat(each.ask("a.test")).as("the same one").startsWith("HTTP/1.1 200 ");
        each.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void backends_that_are_believed_all_along_lose_no_request(Protocol protocol) throws Exception {
    Vertx vertx = Vertx.vertx();
    Certificate either =
        new Certificate(gateway.id(), gateway.chainPem() + next.chainPem(), gateway.keyPem());
    try (Running running = new Running();
        TlsBackend backend = TlsBackend.of(vertx, server, either, "h2", "http/1.1")) {
      Rotation rotation = turn -> serve(running, backend, protocol, turn);
      rotation.to(0);
      for (int i = 0; i < 3; i++) {
        ask(
            () ->
                running.exchange(
                    "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                        + "Content-Length: 1\r\n\r\nx"));
      }
      rotate(rotation);
      assertThat(backend.connections.size()).isGreaterThan(ROTATIONS / 2);
    } finally {
      end();
      vertx.close();
    }
  }

  private static void serve(Running running, TlsBackend backend, Protocol protocol, int turn)
      throws Exception {
    Authority authority =
        turn % 2 == 0
            ? Keytool.authority("internal-ca", papers.partners())
            : Keytool.authority("internal-ca", papers.others(), papers.partners());
    UpstreamId id =
        new UpstreamId(
            Running.BACKEND.servicePort(),
            protocol,
            new UpstreamTls("cart.internal", authority.id(), gateway.id()));
    assertThat(
            running.apply(
                authority,
                turn % 4 < 2 ? gateway : next,
                new Endpoints(id.servicePort(), List.of(new Endpoint("127.0.0.1", backend.port()))),
                Running.route(
                    "a.test",
                    Running.rule(
                        "r", Running.ANY, new Proxy(List.of(new Proxy.Backend(id, 1, true)))))))
        .isEmpty();
  }
}
