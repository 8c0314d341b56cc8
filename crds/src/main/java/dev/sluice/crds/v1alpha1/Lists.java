package dev.sluice.crds.v1alpha1;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jackson hands to a record's list component, made immutable. */
final class Lists {
  private Lists() {}

  /**
   * A list that was not written is an empty one; {@code null} among the elements is dropped, as it
   * says nothing.
   */
  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }
}
