package dev.sluice.operator.compile;

import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import org.jspecify.annotations.Nullable;

/** What a route may look up besides its own spec; every look is remembered with the result. */
public interface References {
  @Nullable WatchedService service(ServiceName name);

  /** Whether the fleet's admin lets routes lead to Services of type ExternalName. */
  boolean externalNames();

  /** Whether a namespace's routes may refer to an object of another; within one they always may. */
  boolean permitted(String fromNamespace, String kind, String namespace, String name);

  /** A Secret of type kubernetes.io/tls. */
  @Nullable Pair pair(CertificateId id);

  /** CA certificates. */
  @Nullable Trust trust(AuthorityId id);

  /** A document that requests are to be held to. */
  @Nullable CheckedDocument document(CheckedDocument.Name name);
}
