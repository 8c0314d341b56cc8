package dev.sluice.operator.compile;

import dev.sluice.operator.input.CaObject;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Authority;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The CA certificates that routes use, checked; each once, and again only when changed. Routes are
 * compiled by several threads.
 */
final class Trusts {
  private final PersistentMap<CaObject.Name, CaObject> objects;
  private PersistentMap<AuthorityId, Trust> checked;

  Trusts(PersistentMap<CaObject.Name, CaObject> objects, PersistentMap<AuthorityId, Trust> before) {
    this.objects = objects;
    this.checked = before;
  }

  /** Null where there is no such object: then nothing of before stays either. */
  synchronized @Nullable Trust trust(AuthorityId id) {
    @Nullable CaObject object = objects.get(CaObject.Name.of(id));
    if (object == null) {
      forget(id);
      return null;
    }
    Trust trust = check(id, object);
    checked = checked.with(id, trust);
    return trust;
  }

  /** No route uses it any more. */
  synchronized void forget(AuthorityId id) {
    checked = checked.without(id);
  }

  /** Those that routes use. */
  synchronized PersistentMap<AuthorityId, Trust> checked() {
    return checked;
  }

  private Trust check(AuthorityId id, CaObject object) {
    String source = object.pems().getOrDefault(id.key(), "");
    @Nullable String revoked = object.pems().get(CaObject.REVOKED);
    @Nullable Trust old = checked.get(id);
    if (old != null
        && old.source().equals(source)
        && Objects.equals(old.revoked(), revoked)
        && !source.isEmpty()) {
      return old;
    }
    if (source.isEmpty()) {
      String error =
          object.pems().containsKey(id.key())
              ? id.key() + " holds no PEM certificate"
              : "it has no key " + id.key();
      return broken(source, revoked, old, error);
    }
    String certificates;
    try {
      certificates = normal(source);
    } catch (CertificateException e) {
      return broken(
          source, revoked, old, id.key() + " holds a PEM certificate that cannot be read");
    }
    try {
      @Nullable String lists = revoked == null ? null : RevocationLists.normal(revoked);
      return new Trust(source, revoked, new Authority(id, certificates, lists), null);
    } catch (CRLException e) {
      return broken(
          source, revoked, old, CaObject.REVOKED + " holds no revocation list that can be read");
    }
  }

  private static Trust broken(
      String source, @Nullable String revoked, @Nullable Trust old, String error) {
    return new Trust(source, revoked, old == null ? null : old.good(), error);
  }

  /** Each certificate once, without what people write in between. */
  private static String normal(String source) throws CertificateException {
    Collection<? extends Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)));
    if (all.isEmpty()) {
      throw new CertificateException("none");
    }
    StringBuilder pem = new StringBuilder();
    for (Certificate each : new LinkedHashSet<Certificate>(all)) {
      X509Certificate certificate = (X509Certificate) each;
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(body)
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }
}
