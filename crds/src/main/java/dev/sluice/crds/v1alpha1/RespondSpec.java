package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed answer. */
@Block
@ValidationRule(
    value = "!has(self.body) || !(self.status in [204, 205, 304])",
    message =
        "answers of status 204, 205 and 304 have no body: leave body out, or write another status")
public record RespondSpec(
    @Schema(value = "Status of the answer.", byDefault = "200", min = 200, max = 599)
        @Nullable Integer status,
    @Schema(value = "Headers of the answer.", max = 32, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<HeaderSpec> headers,
    @Schema(
            value =
                "Body of the answer, sent as it is written: JSON needs no escapes, and nothing in it"
                    + " is replaced.",
            max = 65536)
        @Nullable String body) {

  public RespondSpec {
    headers = Lists.copy(headers);
  }
}
