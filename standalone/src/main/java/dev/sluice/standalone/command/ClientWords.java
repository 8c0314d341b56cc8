package dev.sluice.standalone.command;

import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route wants to see of its clients, in words. */
final class ClientWords {
  private ClientWords() {}

  static List<String> of(Route.@Nullable Tls tls, AskedRequest request) {
    ClientCertificates clients = tls == null ? null : tls.clientCertificates();
    if (clients == null) {
      return List.of();
    }
    if (clients.authority() == null) {
      return List.of("client       is not believed: there is no CA to verify certificates by");
    }
    if (!request.tls()) {
      return List.of(
          clients.required()
              ? "client       gets 403: over plain HTTP it shows no certificate"
              : "client       shows no certificate over plain HTTP, and need not");
    }
    return List.of(
        "client       "
            + (clients.required() ? "must" : "may")
            + " show a certificate of "
            + clients.authority()
            + "; backends are told its subject");
  }

  /** Whether that is all that the client gets. */
  static boolean refuses(Route.@Nullable Tls tls, AskedRequest request) {
    ClientCertificates clients = tls == null ? null : tls.clientCertificates();
    return clients != null && clients.required() && !request.tls();
  }
}
