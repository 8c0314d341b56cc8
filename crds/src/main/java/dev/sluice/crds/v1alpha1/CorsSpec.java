package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pages of other origins may call. */
@Block
@ValidationRule(
    value = "!has(self.credentials) || !self.credentials || !('*' in self.origins)",
    message =
        "with credentials every website could act as your user: name the origins, such as"
            + " https://app.example.com or https://*.example.com, or leave credentials out")
@ValidationRule(
    value =
        "!has(self.credentials) || !self.credentials || !has(self.expose) || !('*' in self.expose)",
    message = "with credentials browsers take * for the name of a header: name those to expose")
public record CorsSpec(
    @Schema(
            value =
                "Origins whose pages may call: https://app.example.com, every one below with"
                    + " https://*.example.com, every port with http://localhost:*, or * for all.",
            required = true,
            min = 1,
            max = 32,
            itemMax = 256,
            itemRule = Cel.ORIGIN,
            itemMessage = Cel.ORIGIN_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> origins,
    @Schema(
            value = "Methods that they may use; * for all.",
            byDefault = "[\"GET\", \"HEAD\", \"POST\"]",
            max = 16,
            itemMax = 32,
            itemRule = "self.matches('^([A-Z][-A-Z0-9_]*|[*])$')",
            itemMessage = "write a method in capitals, such as PUT, or * for all")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> methods,
    @Schema(
            value =
                "Request headers that they may set, beside those that every page may; * for all,"
                    + " authorization included.",
            max = 32,
            itemMax = 256,
            itemRule = Cel.HEADER,
            itemMessage = Cel.HEADER_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> headers,
    @Schema(
            value =
                "Response headers that they may read, beside those that every page may; * for all.",
            max = 32,
            itemMax = 256,
            itemRule = Cel.HEADER,
            itemMessage = Cel.HEADER_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> expose,
    @Schema(
            value = "Whether browsers may send cookies and such along, and show the answer.",
            byDefault = "false")
        @Nullable Boolean credentials,
    @Schema(
            value = "How long a browser may remember the answer to a preflight.",
            byDefault = "\"5s\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_NONE_MESSAGE)
        @Nullable String maxAge) {

  public CorsSpec {
    origins = Lists.copy(origins);
    methods = Lists.copy(methods);
    headers = Lists.copy(headers);
    expose = Lists.copy(expose);
  }
}
