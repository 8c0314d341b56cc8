package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.match.RequestMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a policy.
 *
 * @param name stable: part of the names of its buckets, of logs and metrics
 * @param key what tells buckets apart, in this order; empty: one bucket. A value that the request
 *     does not have counts as the empty one, so that leaving it out is no way around the limit
 * @param when which requests count; null: all. Of a path template no capture is taken
 * @param cost what a request takes; always 1 of {@link Bound.Concurrent}
 * @param tiers other bounds for some requests; null: none
 */
public record Limit(
    String name,
    Bound bound,
    List<LimitKey> key,
    @Nullable RequestMatch when,
    LimitCost cost,
    @Nullable Tiers tiers) {
  public static final long LONGEST_MILLIS = 31L * 24 * 3_600_000;

  public Limit {
    key = List.copyOf(key);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a limit has no name");
    }
    if (tiers != null
        && tiers.values().stream().anyMatch(t -> t.bound().getClass() != bound.getClass())) {
      throw new IllegalArgumentException("limit " + name + ": a tier bounds something else");
    }
  }

  /** How much. */
  public sealed interface Bound {
    <R> R on(Cases<R> cases);

    /**
     * {@code requests} in {@code perMillis}, evenly: one comes back each {@code perMillis ÷
     * requests}. In any span of {@code t} ms at most {@code burst + t × requests ÷ perMillis} pass.
     *
     * @param requests 1 to 1,000,000,000
     * @param perMillis 1 s to 31 d
     * @param burst how many may come at once after a pause; 1 to 1,000,000,000
     */
    record Rate(long requests, long perMillis, long burst) implements Bound {
      private static final long MOST = 1_000_000_000;

      public Rate {
        if (requests < 1 || requests > MOST || burst < 1 || burst > MOST) {
          throw new IllegalArgumentException("requests: " + requests + ", burst: " + burst);
        }
        if (perMillis < 1_000 || perMillis > LONGEST_MILLIS) {
          throw new IllegalArgumentException("per: " + perMillis);
        }
      }

      @Override
      public <R> R on(Cases<R> cases) {
        return cases.rate(this);
      }
    }

    /**
     * Requests in flight at a time, until their response has ended.
     *
     * @param requests 1 to 1,000,000
     */
    record Concurrent(int requests) implements Bound {
      public Concurrent {
        if (requests < 1 || requests > 1_000_000) {
          throw new IllegalArgumentException("concurrent: " + requests);
        }
      }

      @Override
      public <R> R on(Cases<R> cases) {
        return cases.concurrent(this);
      }
    }

    /** The cases of {@link Bound}. */
    interface Cases<R> {
      R rate(Rate rate);

      R concurrent(Concurrent concurrent);
    }
  }

  /**
   * Bounds looked up by a request header. Its values share the buckets of the limit's key: to count
   * each tier apart, the header must be part of the key.
   *
   * @param header lower case
   * @param values sorted by value, unique; a request with another value has the limit's own bound
   */
  public record Tiers(String header, List<Tier> values) {
    public Tiers {
      values =
          values.stream().sorted(java.util.Comparator.comparing(Tier::value)).distinct().toList();
      if (header.isEmpty()
          || values.stream().map(Tier::value).distinct().count() != values.size()) {
        throw new IllegalArgumentException("tiers of header " + header + ": " + values);
      }
    }
  }

  /** What a request has whose header is this, byte for byte. */
  public record Tier(String value, Bound bound) {}
}
