package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Each data plane asks each endpoint whether it is well: exactly one kind of question is set. */
@Block
@ValidationRule(
    value = "[has(self.http), has(self.grpc), has(self.tcp)].filter(x, x).size() == 1",
    message =
        "active is exactly one of http, grpc and tcp, such as active: {http: {path: /healthz}}")
public record ActiveHealthSpec(
    @Schema("A GET over HTTP/1.1.") @Nullable HttpProbeSpec http,
    @Schema("grpc.health.v1.Health/Check over HTTP/2 in clear.") @Nullable GrpcProbeSpec grpc,
    @Schema("A connection is enough.") @Nullable EmptySpec tcp,
    @Schema(
            value = "Time from one question to the next.",
            byDefault = "\"10s\"",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String interval,
    @Schema(
            value = "An answer that takes longer is none.",
            byDefault = "\"1s\"",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String timeout,
    @Schema(
            value = "So many good answers in a row make an endpoint fit again.",
            byDefault = "2",
            min = 1,
            max = 100)
        @Nullable Integer healthy,
    @Schema(
            value = "So many bad ones in a row, or none, make it unfit.",
            byDefault = "3",
            min = 1,
            max = 100)
        @Nullable Integer unhealthy) {}
