package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.JsonText;
import dev.sluice.snapshot.schema.SchemaError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An OpenAPI document that is ready to check requests with. Immutable, for all threads. */
public final class OpenApi {
  private final PathTree paths;
  private final int operations;
  private final List<String> unchecked;

  OpenApi(PathTree paths, int operations, List<String> unchecked) {
    this.paths = paths;
    this.operations = operations;
    this.unchecked = List.copyOf(unchecked);
  }

  /**
   * Reads a document of OpenAPI 3.0 or 3.1.
   *
   * @param text JSON
   * @param basePath what stands before its paths; null: the path of its first server
   * @throws SchemaError where it cannot be used
   */
  public static OpenApi parse(byte[] text, @Nullable String basePath) {
    try {
      return new DocumentReader(new At(JsonText.document(text), ""), basePath).read();
    } catch (StackOverflowError e) {
      throw new SchemaError("", "it is nested too deeply");
    }
  }

  /**
   * The most specific of its paths that takes a path; null: there is none.
   *
   * @param start where it begins in the block: normalised, without the query
   */
  public @Nullable DescribedPath find(byte[] bytes, int start, int end) {
    return paths.find(bytes, start, end);
  }

  /** How many it describes. */
  public int operations() {
    return operations;
  }

  /** What it demands of bodies that nobody checks, each in words. */
  public List<String> unchecked() {
    return unchecked;
  }
}
