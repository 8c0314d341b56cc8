package dev.sluice.operator.input;

import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One RateLimitPolicy. Equal ones compile to the same, so that a write of status alone changes
 * nothing.
 *
 * @param uid empty where the object comes from a folder
 * @param createdMillis ms since the epoch; 0 where the object comes from a folder
 * @param flaw what an API server would have refused it for; of a folder alone, where nothing keeps
 *     such an object out, and what it was to protect must not be served without it
 */
public record WatchedPolicy(
    PolicyId id,
    String uid,
    long generation,
    long createdMillis,
    RateLimitPolicySpec spec,
    @Nullable Flaw flaw) {
  /** A field, such as {@code spec.limits[0].per}, and what is wrong with it. */
  public record Flaw(String field, String message) {}

  private static final RateLimitPolicySpec NOTHING =
      new RateLimitPolicySpec(
          List.of(), null, null, null, null, null, List.of(), null, null, null, null);

  public static WatchedPolicy of(RateLimitPolicy policy) {
    ObjectMeta meta = policy.getMetadata();
    @Nullable RateLimitPolicySpec spec = policy.getSpec();
    return new WatchedPolicy(
        new PolicyId(WatchedRoute.namespace(meta), meta.getName()),
        meta.getUid() == null ? "" : meta.getUid(),
        meta.getGeneration() == null ? 0 : meta.getGeneration(),
        WatchedRoute.millis(meta.getCreationTimestamp()),
        spec == null ? NOTHING : spec,
        null);
  }
}
