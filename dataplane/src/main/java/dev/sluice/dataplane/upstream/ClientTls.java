package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.tls.Engines;
import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.dataplane.tls.Trusted;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.upstream.Protocol;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How connections to one upstream are secured, with the certificates of just now. Sessions are
 * resumed only among connections of the same one, so that what was trusted before opens no door.
 */
final class ClientTls {
  private final UpstreamTls how;
  private final @Nullable Authority authority;
  private final @Nullable Certificate certificate;
  private final TrustManager trust;

  /** By what is offered to the endpoint. */
  private final Map<Protocol, SslContext> contexts = new EnumMap<>(Protocol.class);

  private ClientTls(
      UpstreamTls how, @Nullable Authority authority, @Nullable Certificate certificate)
      throws GeneralSecurityException, SSLException {
    this.how = how;
    this.authority = authority;
    this.certificate = certificate;
    this.trust = Trusted.by(authority);
    @Nullable KeyPair pair = certificate == null ? null : KeyPair.of(certificate);
    for (Protocol offer : Protocol.values()) {
      contexts.put(offer, context(offer, pair));
    }
  }

  /** Throws where it cannot be used; also {@link IllegalArgumentException}. */
  static ClientTls of(
      UpstreamTls how, @Nullable Authority authority, @Nullable Certificate certificate)
      throws GeneralSecurityException, SSLException {
    return new ClientTls(how, authority, certificate);
  }

  boolean madeOf(@Nullable Authority otherAuthority, @Nullable Certificate otherCertificate) {
    return Objects.equals(authority, otherAuthority)
        && Objects.equals(certificate, otherCertificate);
  }

  private SslContext context(Protocol offer, @Nullable KeyPair pair) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(Engines.asking(pair))
            .protocols("TLSv1.3", "TLSv1.2")
            .trustManager(trust)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    names(offer)));
    if (pair != null) {
      builder.keyManager(pair.key(), pair.chain());
    }
    return builder.build();
  }

  private static List<String> names(Protocol offer) {
    return switch (offer) {
      case HTTP1 -> List.of(ApplicationProtocolNames.HTTP_1_1);
      case HTTP2 -> List.of(ApplicationProtocolNames.HTTP_2);
      case EITHER -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    };
  }

  /** For one connection. */
  SslHandler handler(ByteBufAllocator allocator, Protocol offer, int port) {
    SslContext context = Objects.requireNonNull(contexts.get(offer));
    SslHandler handler = context.newHandler(allocator, how.hostname(), port);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!literal()) {
      // Also for a name of one label, which the JDK would not send of itself.
      parameters.setServerNames(List.of(new SNIHostName(how.hostname())));
    }
    handler.engine().setSSLParameters(parameters);
    return handler;
  }

  /** An address is verified, but is no name to be sent (RFC 6066 §3). */
  private boolean literal() {
    return NetUtil.isValidIpV4Address(how.hostname());
  }

  String hostname() {
    return how.hostname();
  }

  TrustManager trust() {
    return trust;
  }

  @Nullable Certificate certificate() {
    return certificate;
  }
}
