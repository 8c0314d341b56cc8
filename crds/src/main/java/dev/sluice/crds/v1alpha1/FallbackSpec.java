package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What answers when the backends do not. */
@Block
@ValidationRule(
    value = "has(self.backends) != has(self.respond)",
    message =
        "a fallback is exactly one of backends and respond, such as fallback: {respond: {status:"
            + " 503, body: \"back soon\"}}")
public record FallbackSpec(
    @Schema(value = "Other Services, picked by weight.", min = 1, max = 8)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<BackendSpec> backends,
    @Schema("A fixed answer.") @Nullable RespondSpec respond) {

  public FallbackSpec {
    backends = Lists.copy(backends);
  }
}
