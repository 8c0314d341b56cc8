package dev.sluice.operator.push;

import java.time.Clock;
import java.util.List;

/** A pair that lives as long as its process: for tests and benchmarks. */
public final class TemporaryCertificate implements PushCertificate {
  private final ServingPair pair;
  private final String authorityPem;

  private TemporaryCertificate(PushKeys keys) {
    this.pair =
        new ServingPair(
            Pem.certificates(List.of(keys.serving().certificate())), Pem.key(keys.serving().key()));
    this.authorityPem = Pem.certificates(keys.trusted());
  }

  public static TemporaryCertificate of(List<String> dnsNames) {
    return new TemporaryCertificate(PushKeys.fresh(dnsNames, Clock.systemUTC().instant()));
  }

  @Override
  public ServingPair current() {
    return pair;
  }

  /** What a data plane must trust. */
  public String authorityPem() {
    return authorityPem;
  }
}
