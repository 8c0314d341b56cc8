package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Something of a route's {@code spec.tls} that handshakes do not go by, as another route shares the
 * hostname: the data plane shows the certificates of the oldest, asks as strictly as the strictest,
 * and takes what any of their CAs has signed.
 *
 * @param winner the route that they go by
 */
record HandshakeLoss(Of what, RouteId winner) {
  /** Of the routes that share a name. */
  static final Comparator<Route> OLDEST_FIRST =
      Comparator.comparingLong(Route::createdMillis).thenComparing(Route::id);

  static final Comparator<HandshakeLoss> ORDER =
      Comparator.comparing(HandshakeLoss::what).thenComparing(HandshakeLoss::winner);

  /** What is lost. */
  enum Of {
    CERTIFICATES,
    VERSION,
    MODE,
    AUTHORITY
  }

  /**
   * What a route loses.
   *
   * @param sharing all that serve the name over TLS, itself too, the oldest first
   */
  static List<HandshakeLoss> of(Route route, List<Route> sharing) {
    List<HandshakeLoss> losses = new ArrayList<>();
    Route.Tls own = tls(route);
    @Nullable ClientCertificates clients = own.clientCertificates();
    if (!own.certificates().isEmpty()) {
      add(
          losses,
          Of.CERTIFICATES,
          oldest(sharing, tls -> !tls.certificates().isEmpty())
              .filter(first -> !tls(first).certificates().equals(own.certificates())));
    }
    if (own.minVersion() != Route.Tls.Version.TLS_1_3) {
      add(
          losses,
          Of.VERSION,
          oldest(sharing, tls -> tls.minVersion() == Route.Tls.Version.TLS_1_3));
    }
    if (clients == null || !clients.required()) {
      add(losses, Of.MODE, oldest(sharing, tls -> required(tls.clientCertificates())));
    }
    if (clients != null) {
      add(
          losses,
          Of.AUTHORITY,
          oldest(sharing, tls -> believesOthers(tls.clientCertificates(), clients)));
    }
    return List.copyOf(losses);
  }

  private static boolean required(@Nullable ClientCertificates clients) {
    return clients != null && clients.required();
  }

  /** One whose CA cannot be had believes nobody. */
  private static boolean believesOthers(
      @Nullable ClientCertificates other, ClientCertificates than) {
    return other != null
        && other.authority() != null
        && !other.authority().equals(than.authority());
  }

  private static Optional<Route> oldest(List<Route> sharing, Predicate<Route.Tls> such) {
    return sharing.stream().filter(route -> such.test(tls(route))).findFirst();
  }

  private static void add(List<HandshakeLoss> losses, Of what, Optional<Route> winner) {
    winner.ifPresent(route -> losses.add(new HandshakeLoss(what, route.id())));
  }

  private static Route.Tls tls(Route route) {
    return Objects.requireNonNull(route.tls());
  }

  /**
   * For status.
   *
   * @param on such as {@code " on a.test"}; empty: on every hostname
   */
  String words(String on) {
    return switch (what) {
      case CERTIFICATES ->
          "tls.secrets: not shown" + on + ", for ApiRoute " + winner + " is older and has its own";
      case VERSION -> "tls.minVersion: 1.3" + on + ", for ApiRoute " + winner + " says so";
      case MODE ->
          "tls.clientCertificates: required" + on + ", for ApiRoute " + winner + " requires them";
      case AUTHORITY ->
          "tls.clientCertificates: handshakes"
              + on
              + " also take those of the CA of ApiRoute "
              + winner
              + ", which these rules answer with 421";
    };
  }
}
