package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question over HTTP. */
@Block
public record HttpProbeSpec(
    @Schema(
            value = "What is asked for; it may have a query.",
            byDefault = "\"/\"",
            max = 1024,
            rule = "self.startsWith('/') && !self.contains(' ') && !self.contains('#')",
            message = "write a path that starts with '/' and has no space, such as /healthz")
        @Nullable String path,
    @Schema(
            value = "The statuses that are good. By default 200 to 399.",
            max = 32,
            itemRule = "self >= 200 && self <= 599",
            itemMessage = "write statuses of 200 to 599, such as [200, 204]")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Integer> statuses) {

  public HttpProbeSpec {
    statuses = Lists.copy(statuses);
  }
}
