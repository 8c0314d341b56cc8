package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.AuthorityId;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients show who they are.
 *
 * @param required false: they may come without a certificate, but with none that is not believed
 * @param authority whose certificates are believed, an entry of its own; null: it cannot be had,
 *     and so nobody's
 */
public record ClientCertificates(boolean required, @Nullable AuthorityId authority) {}
