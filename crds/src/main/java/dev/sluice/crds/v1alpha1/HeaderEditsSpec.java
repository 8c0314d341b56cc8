package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Header edits, in this order: remove, set, add. */
@Block
public record HeaderEditsSpec(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HeaderSpec> set,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HeaderSpec> add,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remove) {

  public HeaderEditsSpec {
    set = Lists.copy(set);
    add = Lists.copy(add);
    remove = Lists.copy(remove);
  }
}
