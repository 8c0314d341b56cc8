package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data plane whose routes ask clients who they are, and a backend that writes down what it is
 * told.
 */
final class Certified implements AutoCloseable {
  private static final String ADA = "CN=Ada \\\"A\\\" L\u00f6ve\\, Ltd,O=Partners";
  private static final String TOLD = "CN=Ada \\\"A\\\" L\\c3\\b6ve\\, Ltd,O=Partners";

  /**
   * Certificates, and who has signed them.
   *
   * @param server of the gateway
   * @param ada one that partners have signed
   * @param stranger one that others have signed
   * @param expired one that partners have signed
   */
  record Papers(
      Certificate server,
      Certificate partners,
      Certificate others,
      Certificate ada,
      Certificate stranger,
      Certificate expired) {
    static Papers in(Path folder) throws Exception {
      Certificate partners = Keytool.ca(folder, "partners");
      Certificate others = Keytool.ca(folder, "others");
      return new Papers(
          Keytool.certificate(folder, "server", "EC", "a.test", "localhost"),
          partners,
          others,
          Keytool.signed(folder, "ada", ADA, partners),
          Keytool.signed(folder, "stranger", "CN=stranger", others),
          Keytool.signed(
              folder, "expired", "CN=expired", partners, "-startdate", "-9d", "-validity", "2"));
    }
  }

  private final Papers papers;
  private final Recording backend = new Recording();
  final Running running;

  Certified(Papers papers, ListenerOptions options) throws Exception {
    this.papers = papers;
    this.running = new Running(options);
  }

  // ---- what is served

  void serve(Entry... entries) throws Exception {
    assertThat(apply(entries)).isEmpty();
  }

  /** Returns what could not be built, and why. */
  Map<EntryKey, String> apply(Entry... entries) throws Exception {
    List<Entry> all = new ArrayList<>(List.of(entries));
    all.add(papers.server());
    all.add(Running.endpoints(backend.backend));
    return running.apply(all.toArray(Entry[]::new));
  }

  static Authority ca(String name, Certificate... trusted) {
    return Keytool.authority(name, trusted);
  }

  static ClientCertificates required(String ca) {
    return new ClientCertificates(true, ca(ca).id());
  }

  static ClientCertificates optional(String ca) {
    return new ClientCertificates(false, ca(ca).id());
  }

  Route route(String name, String host, @Nullable ClientCertificates clients) {
    return route(name, host, "/", clients);
  }

  Route route(String name, String host, String path, @Nullable ClientCertificates clients) {
    return new Route(
        new RouteId("test", name),
        1,
        1,
        List.of(new Hostname(host)),
        new Route.Tls(List.of(papers.server().id()), false, null, clients),
        List.of(Running.rule("r", new PathMatch.Prefix(path), Running.proxy())));
  }

  // ---- who asks

  CertifiedClient client(@Nullable Certificate shown) throws Exception {
    return new CertifiedClient(running.plane.httpsPort(), shown);
  }

  /** Without TLS. */
  String plain(String request) throws IOException {
    return running.exchange(request);
  }

  // ---- what the backend is told

  /** The requests that have reached it. */
  List<String> forwarded() {
    return backend.whole();
  }

  /** The last one, in lower case. */
  String last() {
    return forwarded().get(forwarded().size() - 1).toLowerCase(Locale.ROOT);
  }

  /** The backend was told of ada, and of nobody else. */
  void assertAdaIsTold() throws Exception {
    String der =
        Base64.getEncoder().encodeToString(KeyPair.of(papers.ada()).chain()[0].getEncoded());
    assertThat(last().lines().filter(line -> line.matches("(x-)?client[-_]cert.*")).toList())
        .containsExactlyInAnyOrder(
            "client-cert: :" + der.toLowerCase(Locale.ROOT) + ":",
            "x-client-cert-subject: " + TOLD.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() throws Exception {
    running.close();
    backend.close();
  }
}
