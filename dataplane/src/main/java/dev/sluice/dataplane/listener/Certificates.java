package dev.sluice.dataplane.listener;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.Mapping;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a server name gets: that of the routes which claim it, exact before wildcard. A
 * name that nobody claims gets none, and its handshake fails. A certificate that cannot be used
 * leaves the one before it in service.
 */
public final class Certificates implements Mapping<String, SslContext> {
  private record Made(Certificate from, SslContext context) {}

  private Map<CertificateId, Made> made = Map.of();
  private volatile Map<String, SslContext> byName = Map.of();

  /** Not on an event loop, one at a time. Returns what cannot be used, and why. */
  public synchronized Map<EntryKey, String> apply(RoutingSnapshot snapshot) {
    Map<EntryKey, String> problems = new HashMap<>();
    Map<CertificateId, Made> now = new HashMap<>();
    for (Entry entry : snapshot.entries().values()) {
      if (entry instanceof Certificate certificate) {
        Made old = made.get(certificate.id());
        if (old == null || !old.from().equals(certificate)) {
          try {
            old = new Made(certificate, context(certificate));
          } catch (SSLException | IllegalArgumentException e) {
            problems.put(certificate.key(), "certificate or key cannot be used");
          }
        }
        if (old != null) {
          now.put(certificate.id(), old);
        }
      }
    }
    Map<String, SslContext> names = new HashMap<>();
    for (Entry entry : snapshot.entries().values()) {
      if (entry instanceof Route route && route.tls() != null) {
        for (CertificateId id : route.tls().certificates()) {
          Made certificate = now.get(id);
          if (certificate != null) {
            for (Hostname hostname : route.hostnames()) {
              names.putIfAbsent(hostname.text(), certificate.context());
            }
          }
        }
      }
    }
    made = now;
    byName = Map.copyOf(names);
    return problems;
  }

  private static SslContext context(Certificate certificate) throws SSLException {
    return SslContextBuilder.forServer(
            new ByteArrayInputStream(certificate.chainPem().getBytes(StandardCharsets.US_ASCII)),
            new ByteArrayInputStream(certificate.keyPem().getBytes(StandardCharsets.US_ASCII)))
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2",
                "http/1.1"))
        .build();
  }

  @Override
  public SslContext map(@Nullable String serverName) {
    Map<String, SslContext> names = byName;
    String name = serverName == null ? "" : serverName.toLowerCase(Locale.ROOT);
    SslContext found = names.get(name);
    for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      found = names.get("*" + name.substring(dot));
    }
    if (found == null) {
      throw new IllegalArgumentException("no certificate for this name");
    }
    return found;
  }
}
