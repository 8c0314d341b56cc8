package dev.sluice.dataplane.filter.clientcertificates;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ShownCertificate;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.snapshot.route.ClientCertificates;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets in whose certificate the route's CA is behind, and tells backends who it is. The handshake
 * has asked already, but not for what came in clear, over another name's connection, over one that
 * is older than what is asked now, or for another route of the same name.
 */
public final class ClientCertificatesFilter implements Filter {
  private static final Failure OTHER_CONNECTION =
      new Failure(
          Failure.MISDIRECTED.status(),
          Failure.MISDIRECTED.reason(),
          "This connection was made without a certificate that is trusted here; make another one.");

  private final ClientCertificates config;
  private final ClientTrust trust;

  public ClientCertificatesFilter(ClientCertificates config, ClientTrust trust) {
    this.config = config;
    this.trust = trust;
  }

  @Override
  public Verdict request(Exchange exchange) {
    ShownCertificate shown = exchange.client().certificate();
    if (shown == null || !shown.any()) {
      return config.required() ? refuse(exchange) : Verdict.PASS;
    }
    X509ExtendedTrustManager verifier = trust.verifier(config.authority());
    if (verifier == null || !shown.believed(verifier)) {
      return refuse(exchange);
    }
    exchange.verified(shown);
    return Verdict.PASS;
  }

  private static Verdict refuse(Exchange exchange) {
    if (exchange.client().serverName() == null) {
      exchange.fail(Failure.CERTIFICATE_REQUIRED);
    } else {
      if (exchange.client().hops() == null) {
        // Else a client that keeps its connection would never come with what it could show. That of
        // a trusted proxy is others' too.
        exchange.last();
      }
      exchange.fail(OTHER_CONNECTION);
    }
    return Verdict.ANSWERED;
  }
}
