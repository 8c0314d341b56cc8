package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Header edits, in this order: remove, set, add. */
@Block
public record HeaderEditsSpec(
    @Schema(value = "Headers that get this one value, whatever they had.", max = 32, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<HeaderSpec> set,
    @Schema(value = "Headers that get this value beside those they have.", max = 32, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<HeaderSpec> add,
    @Schema(
            value = "Names of headers that are taken away, before set and add.",
            max = 32,
            itemMax = 256,
            itemRule = Cel.EDITABLE,
            itemMessage = Cel.EDITABLE_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> remove) {

  public HeaderEditsSpec {
    set = Lists.copy(set);
    add = Lists.copy(add);
    remove = Lists.copy(remove);
  }
}
