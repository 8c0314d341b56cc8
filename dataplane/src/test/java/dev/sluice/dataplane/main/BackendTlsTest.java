package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Protocol;
import dev.sluice.snapshot.upstream.Timeouts;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTlsTest {
  private static Vertx vertx;
  private static Certificate cart;
  private static Certificate other;
  private static Certificate gateway;
  private static Certificate rsaGateway;
  private static Certificate ca;
  private static Certificate signed;
  private static Certificate expired;
  private static Certificate clients;

  private Running running;
  private TlsBackend backend;

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    // Not once for the class: what inherits from it runs it again.
    vertx = Vertx.vertx();
    cart = Keytool.certificate(folder, "cart", "EC", "cart.internal");
    other = Keytool.certificate(folder, "other", "EC", "cart.internal");
    gateway = Keytool.certificate(folder, "gateway", "EC", "gateway");
    rsaGateway = Keytool.certificate(folder, "rsa-gateway", "RSA", "rsa-gateway");
    ca = Keytool.ca(folder, "ca");
    signed = Keytool.server(folder, "signed", "cart.internal", ca);
    expired =
        Keytool.server(
            folder, "expired", "cart.internal", ca, "-startdate", "-9d", "-validity", "2");
    clients = Keytool.signed(folder, "client", "CN=cart.internal", ca);
  }

  @AfterAll
  static void end() {
    vertx.close();
  }

  @BeforeEach
  void start() throws Exception {
    running = new Running(java.time.Duration.ZERO, 1);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    backend.close();
  }

  @Test
  void the_backend_chooses_the_protocol() throws Exception {
    backend = TlsBackend.of(vertx, cart, null, "h2", "http/1.1");
    serve(Protocol.EITHER, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).startsWith("HTTP/1.1 200 ").contains("HTTP_2 for cart.internal from nobody");
    serve(Protocol.HTTP1, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).contains("HTTP_1_1 for cart.internal");
    serve(Protocol.HTTP2, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).contains("HTTP_2 for cart.internal");
  }

  @Test
  void a_backend_that_speaks_http_1_alone_is_spoken_to_in_it() throws Exception {
    backend = TlsBackend.of(vertx, cart, null, "http/1.1");
    serve(Protocol.EITHER, tls("cart.internal", true, false), trust(cart));
    for (int i = 0; i < 3; i++) {
      assertThat(get()).contains("HTTP_1_1 for cart.internal");
    }
    assertThat(backend.connections).as("the connection that told is used").hasSize(1);
    serve(Protocol.HTTP2, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).contains("x-sluice-error: upstream_tls");
  }

  @Test
  void what_cannot_be_verified_gets_nothing() throws Exception {
    backend = TlsBackend.of(vertx, cart, null, "h2", "http/1.1");
    for (Protocol protocol : Protocol.values()) {
      serve(protocol, tls("else.internal", true, false), trust(cart));
      assertThat(get()).as("name").startsWith("HTTP/1.1 502 ").contains("upstream_tls");
      serve(protocol, tls("cart.internal", true, false), trust(other));
      assertThat(get()).as("CA").startsWith("HTTP/1.1 502 ").contains("upstream_tls");
      serve(protocol, tls("cart.internal", false, false));
      assertThat(get()).as("system").startsWith("HTTP/1.1 502 ").contains("upstream_tls");
      serve(protocol, tls("cart.internal", true, false));
      assertThat(get()).as("no entry").startsWith("HTTP/1.1 502 ").contains("upstream_tls");
    }
    assertThat(backend.requests()).isZero();
    assertThat(running.metric("sluice_upstream_connects_total", "result=\"tls_failed\""))
        .isPositive();
    assertThat(running.metric("sluice_upstream_connections{")).isZero();
  }

  @Test
  void what_a_ca_has_signed_is_believed_while_it_holds_and_for_what_it_is_meant_for()
      throws Exception {
    for (Certificate shown : List.of(signed, expired, clients)) {
      backend = TlsBackend.of(vertx, shown, null, "h2", "http/1.1");
      for (Protocol protocol : Protocol.values()) {
        serve(protocol, tls("cart.internal", true, false), trust(ca));
        if (shown == signed) {
          assertThat(get()).startsWith("HTTP/1.1 200 ");
        } else {
          assertThat(get()).as(shown.id().secret()).contains("x-sluice-error: upstream_tls");
        }
      }
      assertThat(backend.requests()).isEqualTo(shown == signed ? Protocol.values().length : 0);
      backend.close();
    }
  }

  @Test
  void a_backend_in_clear_is_no_backend() throws Exception {
    backend = TlsBackend.of(vertx, null, null);
    serve(Protocol.EITHER, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).startsWith("HTTP/1.1 502 ").contains("upstream_tls");
    assertThat(backend.requests()).isZero();
  }

  @Test
  void the_gateway_shows_who_it_is() throws Exception {
    backend = TlsBackend.of(vertx, cart, gateway, "h2", "http/1.1");
    serve(Protocol.EITHER, tls("cart.internal", true, true), trust(cart), gateway);
    assertThat(get()).contains("from CN=gateway");
    serve(Protocol.HTTP1, tls("cart.internal", true, true), trust(cart), gateway);
    assertThat(get()).contains("from CN=gateway");
    serve(Protocol.HTTP1, tls("cart.internal", true, false), trust(cart));
    assertThat(get()).startsWith("HTTP/1.1 502 ");
    backend.close();
    backend = TlsBackend.of(vertx, cart, rsaGateway, "h2", "http/1.1");
    serve(
        Protocol.EITHER,
        new UpstreamTls("cart.internal", trust().id(), rsaGateway.id()),
        trust(cart),
        rsaGateway);
    assertThat(get()).contains("from CN=rsa-gateway");
    serve(Protocol.EITHER, tls("cart.internal", true, true), trust(cart), gateway);
    assertThat(get()).as("another than the backend wants").startsWith("HTTP/1.1 502 ");
  }

  @Test
  void a_rotation_holds_for_the_next_request() throws Exception {
    backend = TlsBackend.of(vertx, cart, null, "h2", "http/1.1");
    for (Protocol protocol : Protocol.values()) {
      UpstreamTls how = tls("cart.internal", true, false);
      serve(protocol, how, trust(cart));
      backend.connections.clear();
      assertThat(get()).contains("200 OK");
      serve(protocol, how, trust(cart));
      assertThat(get()).contains("200 OK");
      assertThat(backend.connections).as("nothing has changed").hasSize(1);
      serve(protocol, how, trust(cart, other));
      assertThat(get()).contains("200 OK");
      assertThat(backend.connections).as("more is trusted").hasSize(2);
      serve(protocol, how, trust(other));
      assertThat(get()).as("it is not trusted any more").contains("upstream_tls");
    }
  }

  @Test
  void probes_verify_too() throws Exception {
    backend = TlsBackend.of(vertx, cart, null, "h2", "http/1.1");
    for (Health.Kind kind : List.of(Health.Kind.HTTP, Health.Kind.TCP)) {
      for (Protocol protocol : Protocol.values()) {
        int before = backend.requests();
        int accepted = backend.accepted.get();
        probe(kind, protocol, trust(cart));
        Running.await(
            () ->
                kind == Health.Kind.TCP
                    ? backend.accepted.get() > accepted + 2
                    : backend.requests() > before + 2);
        assertThat(unfit()).as(kind + " " + protocol).isZero();
        probe(kind, protocol, trust(other));
        Running.await(() -> unfit() == 1);
        running.close();
        running = new Running(java.time.Duration.ZERO, 1);
      }
    }
  }

  private double unfit() {
    try {
      return running.metric("sluice_upstream_endpoints_unfit{");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void probe(Health.Kind kind, Protocol protocol, Authority authority) throws Exception {
    Health.Active active =
        new Health.Active(new Health.Probe(kind, "/", List.of(), ""), 10, 2_000, 1, 1);
    serve(
        protocol,
        tls("cart.internal", true, false),
        new Forwarding(null, null, null, null, new Health(null, active), null),
        authority);
  }

  private static UpstreamTls tls(String hostname, boolean own, boolean shows) {
    return new UpstreamTls(hostname, own ? trust().id() : null, shows ? gateway.id() : null);
  }

  private static Authority trust(Certificate... trusted) {
    return Keytool.authority("internal-ca", trusted);
  }

  private String get() throws Exception {
    return running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  private void serve(Protocol protocol, UpstreamTls tls, Entry... materials) throws Exception {
    serve(protocol, tls, null, materials);
  }

  private void serve(
      Protocol protocol, UpstreamTls tls, @Nullable Forwarding how, Entry... materials)
      throws Exception {
    UpstreamId id = new UpstreamId(Running.BACKEND.servicePort(), protocol, tls);
    List<Entry> entries = new ArrayList<>(List.of(materials));
    entries.add(
        new Endpoints(id.servicePort(), List.of(new Endpoint("127.0.0.1", backend.port()))));
    entries.add(
        Running.route(
            "a.test",
            Running.rule(
                Timeouts.DEFAULT,
                Running.ANY,
                new Proxy(List.of(new Proxy.Backend(id, 1, true)), how, null))));
    assertThat(running.apply(entries.toArray(Entry[]::new))).isEmpty();
  }
}
