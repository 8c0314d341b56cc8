package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** What WebSockets may take. */
@Block
@ValidationRule(
    value = "has(self.maxFrame) || has(self.maxConnections)",
    message =
        "websocket limits something: write at least one of maxFrame, such as 64Ki, and"
            + " maxConnections")
public record WebSocketLimitsSpec(
    @Schema(
            value =
                "Greatest payload of one frame of the client's, in bytes, such as 64Ki; a larger one"
                    + " ends the WebSocket with code 1009.",
            min = 0,
            max = 2147483647,
            pattern = "^[0-9]{1,10}(Ki|Mi|Gi)?$")
        @Nullable IntOrString maxFrame,
    @Schema(
            value =
                "WebSockets open at a time in one data plane; one more is answered with 503. By"
                    + " default any number.",
            min = 1,
            max = 1000000)
        @Nullable Integer maxConnections) {}
