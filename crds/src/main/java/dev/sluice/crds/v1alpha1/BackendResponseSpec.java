package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Edits to the responses of one backend. */
@Block
public record BackendResponseSpec(
    @Schema("Edits to the headers.") @Nullable BackendHeadersSpec headers) {

  /** As the rule's own edits are written. */
  public EditSpec edits() {
    return new EditSpec(headers == null ? null : headers.edits(), null);
  }
}
