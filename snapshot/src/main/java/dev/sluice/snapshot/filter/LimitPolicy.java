package dev.sluice.snapshot.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One RateLimitPolicy, compiled. Every rule that it targets carries an equal copy, and all of them
 * count into the same buckets: a bucket is named by the policy's id, the limit's name and the
 * values of its key, so that an edited rate keeps its counts.
 *
 * @param id {@code namespace/name}
 * @param generation the {@code metadata.generation} it was compiled from
 * @param limits never empty, names unique; all are checked
 * @param dryRun counts and reports, never refuses and never shows itself to a client
 */
public record LimitPolicy(
    String id,
    long generation,
    Scope scope,
    Counting counting,
    List<Limit> limits,
    OnStoreFailure onStoreFailure,
    LimitHeaders headers,
    Refusal response,
    boolean dryRun) {
  public LimitPolicy {
    limits = List.copyOf(limits);
    Set<String> names = new HashSet<>();
    for (Limit limit : limits) {
      if (!names.add(limit.name())) {
        throw new IllegalArgumentException("policy " + id + ": two limits named " + limit.name());
      }
    }
    if (id.indexOf('/') < 1 || names.isEmpty()) {
      throw new IllegalArgumentException("policy: " + id + ", limits: " + names);
    }
  }

  /** Who counts. */
  public enum Scope {
    /** Each data plane by itself, each its share: limit ÷ {@code Fleet.dataPlanes}. */
    LOCAL,
    /** One count for all, in the store. */
    GLOBAL
  }

  /** How {@link Scope#GLOBAL} counts; {@link Scope#LOCAL} is always exact in its share. */
  public enum Counting {
    /** Each request asks the store: never over. */
    EXACT,
    /** Batches are taken in advance: over by no more than what is leased. */
    LEASED
  }

  /** What holds while the store does not answer. */
  public enum OnStoreFailure {
    /** Each data plane enforces its share: limit ÷ {@code Fleet.dataPlanes}. */
    LOCAL,
    ALLOW,
    /** Refuses with 503. */
    DENY
  }

  /** Which fields tell a client what is left, on refusals and other responses alike. */
  public enum LimitHeaders {
    /** {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers). */
    DRAFT,
    /** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}. */
    LEGACY,
    NONE
  }

  /**
   * The answer to a request that is over a limit; {@code Retry-After} comes with it.
   *
   * @param status 400 to 599
   * @param body empty: the text of every failure
   * @param contentType of a body that is not empty
   */
  public record Refusal(int status, String body, String contentType) {
    public Refusal {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status: " + status);
      }
    }
  }
}
