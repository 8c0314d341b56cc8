package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some requests, the one action that answers them, and what is done to them on the way. */
@Block
public record RuleSpec(
    String name,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MatchSpec> matches,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BackendSpec> backends,
    @Nullable RedirectSpec redirect,
    @Nullable RespondSpec respond,
    @Nullable RewriteSpec rewrite,
    @Nullable EditSpec request,
    @Nullable EditSpec response,
    @Nullable TimeoutsSpec timeouts) {

  public RuleSpec {
    matches = Lists.copy(matches);
    backends = Lists.copy(backends);
  }
}
