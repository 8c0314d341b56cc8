package dev.sluice.operator.compile;

import dev.sluice.operator.input.TlsSecret;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets that routes use, checked; each once, and again only when it has changed. Routes are
 * compiled by several threads.
 */
final class Pairs {
  private static final Duration SOON = Duration.ofDays(7);

  private final Map<CertificateId, TlsSecret> secrets;
  private final Instant now;
  private PersistentMap<CertificateId, Pair> checked;

  Pairs(
      Map<CertificateId, TlsSecret> secrets,
      PersistentMap<CertificateId, Pair> before,
      Instant now) {
    this.secrets = secrets;
    this.checked = before;
    this.now = now;
  }

  /** Null where there is no such Secret: then nothing of before stays either. */
  synchronized @Nullable Pair pair(CertificateId id) {
    @Nullable TlsSecret secret = secrets.get(id);
    if (secret == null) {
      forget(id);
      return null;
    }
    Pair pair = check(secret);
    checked = checked.with(id, pair);
    return pair;
  }

  /** No route uses it any more. */
  synchronized void forget(CertificateId id) {
    checked = checked.without(id);
  }

  /** When time alone makes a warning out of one that was asked for; null: never. */
  @Nullable Instant staleAt() {
    return checked().values().stream()
        .map(Pair::notAfter)
        .filter(Objects::nonNull)
        .flatMap(at -> Stream.of(at.minus(SOON), at))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Those that routes use. */
  synchronized PersistentMap<CertificateId, Pair> checked() {
    return checked;
  }

  private Pair check(TlsSecret secret) {
    @Nullable Pair old = checked.get(secret.id());
    Pair pair = old != null && old.source().equals(secret) ? old : parse(secret, old);
    @Nullable String warning = warning(pair);
    return Objects.equals(warning, pair.warning())
        ? pair
        : new Pair(pair.source(), pair.good(), pair.notAfter(), pair.error(), warning);
  }

  private @Nullable String warning(Pair pair) {
    @Nullable Instant notAfter = pair.notAfter();
    if (notAfter == null || now.plus(SOON).isBefore(notAfter)) {
      return null;
    }
    return (now.isBefore(notAfter) ? "expires on " : "expired on ")
        + notAfter.toString().substring(0, 10);
  }

  private static Pair parse(TlsSecret secret, @Nullable Pair old) {
    try {
      PairParser.Parsed parsed = PairParser.parse(secret.certificate(), secret.key());
      return new Pair(
          secret,
          new Certificate(secret.id(), parsed.chainPem(), parsed.keyPem()),
          parsed.notAfter(),
          null,
          null);
    } catch (PairParser.BadPair e) {
      return new Pair(
          secret,
          old == null ? null : old.good(),
          old == null ? null : old.notAfter(),
          String.valueOf(e.getMessage()),
          null);
    }
  }
}
