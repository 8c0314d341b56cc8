package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Header edits of one backend, in this order: remove, set, add. Few, and checked by patterns: as
 * many and as well as a rule's would cost more than the API server lets all rules together.
 */
@Block
public record BackendHeadersSpec(
    @Schema(value = "Headers that get this one value, whatever they had.", max = 8, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<BackendHeaderSpec> set,
    @Schema(value = "Headers that get this value beside those they have.", max = 8, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<BackendHeaderSpec> add,
    @Schema(
            value = "Names of headers that are taken away, before set and add.",
            max = 8,
            itemMax = 256,
            itemPattern = BackendHeaderSpec.NAME)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> remove) {

  public BackendHeadersSpec {
    set = Lists.copy(set);
    add = Lists.copy(add);
    remove = Lists.copy(remove);
  }

  HeaderEditsSpec edits() {
    return new HeaderEditsSpec(headers(set), headers(add), remove);
  }

  private static List<HeaderSpec> headers(List<BackendHeaderSpec> written) {
    return written.stream().map(each -> new HeaderSpec(each.name(), each.value())).toList();
  }
}
