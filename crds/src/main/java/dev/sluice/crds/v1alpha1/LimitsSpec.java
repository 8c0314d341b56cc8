package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** How much clients may send. */
@Block
@ValidationRule(
    value = "has(self.body) || has(self.websocket)",
    message =
        "limits have a body, such as body: 10Mi, or a websocket; to set none leave limits out")
public record LimitsSpec(
    @Schema(
            value =
                "Greatest size of a request's body, in bytes, such as 512Ki or 20Mi; a larger one"
                    + " is answered with 413.",
            min = 0,
            max = 2147483647,
            pattern = "^[0-9]{1,10}(Ki|Mi|Gi)?$")
        @Nullable IntOrString body,
    @Schema("WebSockets: how many at a time, and how large their frames may be.")
        @Nullable WebSocketLimitsSpec websocket) {}
