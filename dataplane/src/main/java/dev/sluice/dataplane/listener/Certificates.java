package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.dataplane.tls.Engines;
import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.dataplane.tls.Trusted;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a server name gets, and what its clients must show: those of the oldest route
 * which claims it and has any that can be used, exact before wildcard. A name that nobody claims
 * gets none, and its handshake fails. A certificate that cannot be used leaves the one before it in
 * service.
 */
public final class Certificates {
  /** Of sessions that hold a client's certificate, which may expire, and be replaced. */
  private static final long SESSION_SECONDS = 3600;

  private record Made(Certificate from, KeyPair pair) {}

  private final ClientTrust trust;
  private Map<CertificateId, Made> made = Map.of();

  /**
   * What a context is made of. Sessions are resumed only within one, so that no handshake gets
   * around what another one asks.
   */
  private record Key(List<KeyPair> pairs, Demands.Demand demand) {
    // Written out, here and in hashCode: see the package of ids.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key o && pairs.equals(o.pairs) && demand.equals(o.demand);
    }

    @Override
    public int hashCode() {
      return 31 * pairs.hashCode() + demand.hashCode();
    }
  }

  private Map<Key, Contexts> contexts = Map.of();
  private volatile Map<String, Contexts> byName = Map.of();

  static {
    // A client could have handshakes again and again over one connection. HTTP/2 forbids it too
    // (RFC 9113 §9.2.1), TLS 1.3 knows no such thing. The JDK reads this before its first one.
    String reject = "jdk.tls.rejectClientInitiatedRenegotiation";
    if (System.getProperty(reject) == null) {
      System.setProperty(reject, "true");
    }
  }

  public Certificates(ClientTrust trust) {
    this.trust = trust;
  }

  /** Not on an event loop, one at a time. Returns what cannot be used, and why. */
  public synchronized Map<EntryKey, String> apply(RoutingSnapshot snapshot) {
    Map<EntryKey, String> problems = new HashMap<>();
    Map<CertificateId, Made> now = new HashMap<>();
    List<Route> routes = new ArrayList<>();
    for (Entry entry : snapshot.entries().values()) {
      if (entry instanceof Route route && route.tls() != null) {
        routes.add(route);
      } else if (entry instanceof Certificate certificate) {
        Made old = made.get(certificate.id());
        if (old == null || !old.from().equals(certificate)) {
          try {
            old = new Made(certificate, KeyPair.of(certificate));
          } catch (GeneralSecurityException | IllegalArgumentException e) {
            problems.put(certificate.key(), "certificate or key cannot be used");
          }
        }
        if (old != null) {
          now.put(certificate.id(), old);
        }
      }
    }
    // The order of precedence of the routing table, so that a name has one owner for both.
    routes.sort(Route::byAge);
    Demands demands = Demands.of(routes, trust);
    Map<Key, Contexts> used = new HashMap<>();
    Map<String, Contexts> names = new HashMap<>();
    for (Route route : routes) {
      for (Hostname hostname : route.hostnames()) {
        String name = hostname.text();
        if (!names.containsKey(name)) {
          Contexts context = contexts(route, demands.of(name), now, used, problems);
          if (context != null) {
            names.put(name, context);
          }
        }
      }
    }
    made = now;
    contexts = used;
    byName = Map.copyOf(names);
    return problems;
  }

  /** Contexts live as long as their certificates: sessions can be resumed across snapshots. */
  private @Nullable Contexts contexts(
      Route route,
      Demands.Demand demand,
      Map<CertificateId, Made> certificates,
      Map<Key, Contexts> used,
      Map<EntryKey, String> problems) {
    Route.Tls tls = route.tls();
    List<KeyPair> pairs = new ArrayList<>();
    for (CertificateId id : tls == null ? List.<CertificateId>of() : tls.certificates()) {
      Made certificate = certificates.get(id);
      if (certificate != null) {
        pairs.add(certificate.pair());
      }
    }
    if (pairs.isEmpty()) {
      return null;
    }
    Key key = new Key(List.copyOf(pairs), demand);
    Contexts found = used.get(key);
    if (found == null) {
      found = contexts.get(key);
    }
    if (found == null) {
      try {
        found = made(key);
      } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
        problems.put(route.key(), "its certificates cannot be used together");
        return null;
      }
    }
    used.put(key, found);
    return found;
  }

  private static Contexts made(Key key) throws SSLException, GeneralSecurityException {
    List<KeyPair> first = KeyPairs.ofEachKind(key.pairs());
    if (Engines.serving(first) == SslProvider.JDK) {
      return new Contexts(first, List.of(context(first, SslProvider.JDK, key.demand())));
    }
    List<SslContext> contexts = new ArrayList<>();
    for (KeyPair pair : first) {
      contexts.add(context(List.of(pair), SslProvider.OPENSSL, key.demand()));
    }
    return new Contexts(first, contexts);
  }

  private static SslContext context(List<KeyPair> pairs, SslProvider engine, Demands.Demand demand)
      throws SSLException, GeneralSecurityException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(new KeyPairs(pairs))
            .sslProvider(engine)
            .ciphers(CipherSuites.OFFERED, SupportedCipherSuiteFilter.INSTANCE)
            .clientAuth(demand.clients())
            // Also where nobody is asked: with none named, all CAs of the JDK would be read.
            .trustManager(Trusted.byAny(demand.authorities()))
            .protocols(demand.newest() ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"));
    if (demand.clients() != ClientAuth.NONE) {
      builder.sessionTimeout(SESSION_SECONDS);
    }
    return builder
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2",
                "http/1.1"))
        .build();
  }

  /**
   * What a handshake goes by; {@link IllegalArgumentException}: there is nothing for that name.
   *
   * @param hello the client's first message; null: it was none
   */
  SslContext choose(@Nullable String serverName, @Nullable ByteBuf hello) {
    Contexts found = find(serverName == null ? "" : serverName.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new IllegalArgumentException("no certificate for this name");
    }
    return found.of(hello);
  }

  /**
   * Whether a connection that was made for one name must not be used for another: the other has
   * certificates, and they are not the same. Both names in lower case; any thread.
   */
  boolean apart(String serverName, String host) {
    Contexts own = find(host);
    return own != null && own != find(serverName);
  }

  private @Nullable Contexts find(String name) {
    Map<String, Contexts> names = byName;
    Contexts found = names.get(name);
    for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      found = names.get("*" + name.substring(dot));
    }
    return found;
  }
}
