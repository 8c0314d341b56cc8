package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.CertificateFields;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;

/**
 * What may not stand in trailers (RFC 9110 §6.5.1): fields that frame a message, route it, say who
 * sent it, or say what its content is. A recipient that merges trailers would believe them, so they
 * are left out.
 */
public final class Trailers {
  private static final HeaderName[] NEVER = {
    HeaderName.AUTHORITY_HOST,
    HeaderName.CONNECTION,
    HeaderName.CONTENT_LENGTH,
    HeaderName.CONTENT_TYPE,
    HeaderName.COOKIE,
    HeaderName.EXPECT,
    HeaderName.FORWARDED,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_AUTHORIZATION,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TE,
    HeaderName.TRAILER,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE,
    HeaderName.VIA,
    HeaderName.X_FORWARDED_FOR,
    HeaderName.X_FORWARDED_HOST,
    HeaderName.X_FORWARDED_PORT,
    HeaderName.X_FORWARDED_PROTO,
    HeaderName.X_REQUEST_ID,
    HeaderName.of("authorization"),
    HeaderName.of("content-encoding"),
    HeaderName.CONTENT_RANGE,
    HeaderName.of("set-cookie")
  };

  private Trailers() {}

  public static void sift(HeaderSection trailers) {
    for (HeaderName name : NEVER) {
      trailers.remove(name);
    }
    CertificateFields.strip(trailers);
  }
}
