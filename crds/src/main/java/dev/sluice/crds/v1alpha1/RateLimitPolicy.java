package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;

/** Holds the requests of some routes to limits. */
@Group("sluice.dev")
@Version("v1alpha1")
@Kind("RateLimitPolicy")
@Singular("ratelimitpolicy")
@Plural("ratelimitpolicies")
@ShortNames("rlp")
public final class RateLimitPolicy
    extends CustomResource<RateLimitPolicySpec, RateLimitPolicyStatus> implements Namespaced {
  @Serial private static final long serialVersionUID = 1L;
}
