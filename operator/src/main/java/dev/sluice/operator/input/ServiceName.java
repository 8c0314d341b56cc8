package dev.sluice.operator.input;

/** Names one Service. */
public record ServiceName(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
