package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which client addresses may ask. */
@Block
@ValidationRule(
    value = "has(self.allow) || has(self.deny)",
    message =
        "access has at least one of allow and deny, with ranges such as 10.0.0.0/8; to let every"
            + " address in leave access out")
public record AccessSpec(
    @Schema(
            value =
                "Ranges of addresses that are let in: 10.0.0.0/8, fd00::/8, or a single address."
                    + " Empty: all that deny does not name. The address is the client's, after"
                    + " trusted proxies.",
            min = 1,
            max = 256,
            itemMax = 49,
            itemPattern = Cel.RANGE_PATTERN)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> allow,
    @Schema(
            value = "Ranges of addresses that are kept out, whatever allow says.",
            min = 1,
            max = 256,
            itemMax = 49,
            itemPattern = Cel.RANGE_PATTERN)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> deny) {

  public AccessSpec {
    allow = Lists.copy(allow);
    deny = Lists.copy(deny);
  }
}
