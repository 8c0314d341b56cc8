package dev.sluice.standalone.folder;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * One good object of the folder.
 *
 * @param content with its defaults; two of equal content have the same generation
 * @param model the same, typed
 */
public record Manifest(
    ManifestKey key, Source source, Map<String, Object> content, HasMetadata model) {

  /** Where a field of it stands, with what is to be said of it. */
  public Diagnostic diagnostic(String field, String message) {
    return source.diagnostic(field, message);
  }
}
