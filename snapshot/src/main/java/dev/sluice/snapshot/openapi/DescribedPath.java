package dev.sluice.snapshot.openapi;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A path of the document, and what can be asked of it. Immutable. */
public final class DescribedPath {
  private final Map<String, Operation> operations;
  private final String methods;

  DescribedPath(Map<String, Operation> operations) {
    this.operations = Map.copyOf(operations);
    TreeSet<String> all = new TreeSet<>(operations.keySet());
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    methods = String.join(", ", all);
  }

  /** Null: there is none of that method. HEAD is as GET where it is not described. */
  public @Nullable Operation operation(String method) {
    Operation operation = operations.get(method);
    return operation == null && method.equals("HEAD") ? operations.get("GET") : operation;
  }

  /** The methods that it has, as the field Allow names them (RFC 9110 §10.2.1). */
  public String methods() {
    return methods;
  }
}
