package dev.sluice.operator.input;

import org.jspecify.annotations.Nullable;

/** Names one Service. */
public record ServiceName(String namespace, String name) {
  // Written out, here and in hashCode: what a record has of itself are method handles, which a
  // fresh
  // process makes slowly, and a first compile asks each of them a hundred thousand times.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceName o && namespace.equals(o.namespace) && name.equals(o.name);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
