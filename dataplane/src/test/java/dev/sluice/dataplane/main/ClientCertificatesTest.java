package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificatesTest {
  private static Certified.Papers papers;
  private Certified served;

  @BeforeAll
  static void papers(@TempDir Path folder) throws Exception {
    papers = Certified.Papers.in(folder);
  }

  @BeforeEach
  void start() throws Exception {
    served = new Certified(papers, ListenerOptions.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    served.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void who_shows_no_certificate_that_is_believed_gets_no_connection(String version)
      throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    for (Certificate shown : new Certificate[] {null, papers.stranger(), papers.expired()}) {
      CertifiedClient client = served.client(shown);
      assertThatThrownBy(() -> client.ask(version, "a.test")).isInstanceOf(IOException.class);
    }
    assertThat(served.forwarded()).isEmpty();
    assertThat(served.client(papers.ada()).ask(version, "a.test")).startsWith("HTTP/1.1 200 ");
    served.assertAdaIsTold();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void one_that_need_not_be_shown_is_verified_where_it_is(String version) throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.optional("ca")),
        Certified.ca("ca", papers.partners()));
    assertThat(served.client(null).ask(version, "a.test")).startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).doesNotContain("client-cert");
    assertThatThrownBy(() -> served.client(papers.stranger()).ask(version, "a.test"))
        .isInstanceOf(IOException.class);
    assertThat(served.client(papers.ada()).ask(version, "a.test")).startsWith("HTTP/1.1 200 ");
    served.assertAdaIsTold();
  }

  @Test
  void plain_http_shows_nothing() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    String get = "GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
    assertThat(served.plain(get))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-sluice-error: certificate_required\r\n");
    assertThat(served.forwarded()).isEmpty();
    served.serve(
        served.route("a", "a.test", Certified.optional("ca")),
        Certified.ca("ca", papers.partners()));
    assertThat(served.plain(get)).startsWith("HTTP/1.1 200 ");
    served.serve(
        redirecting(served.route("a", "a.test", Certified.required("ca"))),
        Certified.ca("ca", papers.partners()));
    assertThat(served.plain(get)).startsWith("HTTP/1.1 301 ");
  }

  @Test
  void a_connection_of_another_name_leads_to_none_that_asks_more() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        served.route("b", "b.test", null),
        served.route("c", "c.test", Certified.optional("ca")),
        served.route("d", "d.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    for (String name : List.of("b.test", "c.test")) {
      for (Certificate shown : new Certificate[] {null, papers.ada()}) {
        try (CertifiedClient.Connection open = served.client(shown).open("TLSv1.3", name)) {
          assertThat(open.ask("a.test"))
              .startsWith("HTTP/1.1 421 ")
              .contains("x-sluice-error: misdirected\r\n");
        }
      }
    }
    assertThat(served.client(null).http2("b.test", "a.test")).startsWith("421 ");
    assertThat(served.forwarded()).isEmpty();
    try (CertifiedClient.Connection open = served.client(papers.ada()).open("TLSv1.3", "d.test")) {
      assertThat(open.ask("a.test")).as("asks the same").startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void without_its_ca_nobody_is_believed(String version) throws Exception {
    ClientCertificates unresolved = new ClientCertificates(true, null);
    served.serve(served.route("a", "a.test", unresolved), served.route("w", "*.test", null));
    for (Certificate shown : new Certificate[] {null, papers.ada()}) {
      assertThatThrownBy(() -> served.client(shown).ask(version, "a.test"))
          .isInstanceOf(IOException.class);
      try (CertifiedClient.Connection open = served.client(shown).open(version, "b.test")) {
        assertThat(open.ask("a.test")).startsWith("HTTP/1.1 421 ");
      }
    }
    served.serve(served.route("a", "a.test", Certified.required("gone")));
    assertThatThrownBy(() -> served.client(papers.ada()).ask(version, "a.test"))
        .isInstanceOf(IOException.class);
    served.serve(served.route("a", "a.test", Certified.optional("gone")));
    assertThatThrownBy(() -> served.client(papers.ada()).ask(version, "a.test"))
        .isInstanceOf(IOException.class);
    assertThat(served.forwarded()).isEmpty();
  }

  @Test
  void a_ca_that_cannot_be_read_leaves_the_one_before_it() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    Authority unreadable =
        new Authority(Certified.ca("ca").id(), "-----BEGIN CERTIFICATE-----\nhalf");
    assertThat(served.apply(served.route("a", "a.test", Certified.required("ca")), unreadable))
        .containsOnlyKeys(unreadable.key());
    assertThat(served.client(papers.ada()).ask("TLSv1.3", "a.test")).startsWith("HTTP/1.1 200 ");
    assertThatThrownBy(() -> served.client(papers.stranger()).ask("TLSv1.3", "a.test"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_rotation_drops_no_connection_that_is_still_believed(String version) throws Exception {
    Route route = served.route("a", "a.test", Certified.required("ca"));
    served.serve(route, Certified.ca("ca", papers.partners()));
    try (CertifiedClient.Connection old = served.client(papers.ada()).open(version, "a.test")) {
      assertThat(old.ask("a.test")).startsWith("HTTP/1.1 200 ");
      served.serve(route, Certified.ca("ca", papers.others(), papers.partners()));
      assertThat(old.ask("a.test")).startsWith("HTTP/1.1 200 ");
      assertThat(served.client(papers.stranger()).ask(version, "a.test"))
          .startsWith("HTTP/1.1 200 ");
      served.serve(route, Certified.ca("ca", papers.others()));
      assertThat(old.ask("a.test")).startsWith("HTTP/1.1 421 ").contains("connection: close\r\n");
      assertThat(old.closed()).isTrue();
      assertThatThrownBy(() -> served.client(papers.ada()).ask(version, "a.test"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_connection_from_before_it_was_asked_is_asked_to_come_again() throws Exception {
    served.serve(served.route("a", "a.test", null));
    try (CertifiedClient.Connection old = served.client(papers.ada()).open("TLSv1.3", "a.test")) {
      assertThat(old.ask("a.test")).startsWith("HTTP/1.1 200 ");
      served.serve(
          served.route("a", "a.test", Certified.required("ca")),
          Certified.ca("ca", papers.partners()));
      assertThat(old.ask("a.test")).startsWith("HTTP/1.1 421 ");
      assertThat(old.closed()).isTrue();
    }
    assertThat(served.client(papers.ada()).ask("TLSv1.3", "a.test")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void over_http_2_it_is_asked_to_come_again_by_a_goaway() throws Exception {
    served.serve(served.route("a", "a.test", null));
    CertifiedClient ada = served.client(papers.ada());
    try (RawHttp2 old = ada.raw("a.test")) {
      assertThat(status(old, 1)).isEqualTo("200");
      served.serve(
          served.route("a", "a.test", Certified.required("ca")),
          Certified.ca("ca", papers.partners()));
      assertThat(status(old, 3)).isEqualTo("421");
      // All of the answer comes first: Java's client of 17 gives up what it has not read whole.
      RawHttp2.Frame body = old.next();
      assertThat(body.type()).isEqualTo(RawHttp2.DATA);
      assertThat(body.ends()).isTrue();
      assertThat(old.next(RawHttp2.GOAWAY).error()).isEqualTo(Http2Error.NO_ERROR);
    }
    try (RawHttp2 fresh = ada.raw("a.test")) {
      assertThat(status(fresh, 1)).isEqualTo("200");
    }
    served.assertAdaIsTold();
  }

  private static String status(RawHttp2 client, int stream) throws IOException {
    client.headers(stream, true, ":method=GET :scheme=https :authority=a.test :path=/hello");
    client.flush();
    RawHttp2.Frame head = client.next(RawHttp2.HEADERS);
    assertThat(head.stream()).isEqualTo(stream);
    return head.headers().status().toString();
  }

  private static Route redirecting(Route of) {
    Route.Tls tls = java.util.Objects.requireNonNull(of.tls());
    return new Route(
        of.id(),
        of.generation(),
        of.createdMillis(),
        of.hostnames(),
        new Route.Tls(tls.certificates(), true, null, tls.clientCertificates()),
        of.rules());
  }
}
