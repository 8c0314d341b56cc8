package dev.sluice.snapshot.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint gets the next request.
 *
 * @param algorithm among the endpoints that are fit
 * @param hash what {@link Algorithm#HASH} hashes, joined; the first request that has none of it is
 *     balanced at random; empty for the others
 * @param affinity null: none
 * @param slowStartMillis a new endpoint's share grows over that long; 0: at once
 * @param zoneAware whether endpoints that are meant for the data plane's zone come first
 */
public record Balancing(
    Algorithm algorithm,
    List<HashBy> hash,
    @Nullable Affinity affinity,
    long slowStartMillis,
    boolean zoneAware) {
  public Balancing {
    hash = List.copyOf(hash);
    if ((algorithm == Algorithm.HASH) == hash.isEmpty() || slowStartMillis < 0) {
      throw new IllegalArgumentException("balancing: " + algorithm + " by " + hash);
    }
  }

  /** The same, but no client is brought back. */
  public Balancing withoutAffinity() {
    return new Balancing(algorithm, hash, null, slowStartMillis, zoneAware);
  }

  /** How one is chosen. */
  public enum Algorithm {
    /** In turn. */
    ROUND_ROBIN,
    /** Of two at random the one with fewer requests under way. */
    LEAST_REQUEST,
    RANDOM,
    /** Consistent (Maglev): the same value finds the same endpoint while it is there. */
    HASH
  }

  /** A value of the request. */
  public enum Source {
    HEADER,
    COOKIE,
    QUERY,
    /** The client's address. */
    ADDRESS,
    PATH
  }

  /**
   * One value to hash.
   *
   * @param name of the header (lower case), cookie or query parameter; else empty
   */
  public record HashBy(Source source, String name) {}

  /**
   * A cookie that brings a client back to the endpoint that it had.
   *
   * @param ttlSeconds from when it is set; 0: for the browser's session
   * @param path of the URLs that it is sent to
   */
  public record Affinity(String cookie, long ttlSeconds, String path, SameSite sameSite) {
    public Affinity {
      if (cookie.isEmpty() || ttlSeconds < 0 || !path.startsWith("/")) {
        throw new IllegalArgumentException("affinity: " + cookie + " on " + path);
      }
    }
  }

  /** Whether a browser sends a cookie along where another site has led to the request. */
  public enum SameSite {
    STRICT,
    LAX,
    /** Always; then browsers take it over TLS alone. */
    NONE
  }
}
