package dev.sluice.standalone.folder;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.standalone.folder.schema.Crd;
import dev.sluice.standalone.folder.schema.Flaw;
import dev.sluice.standalone.folder.schema.Nearest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One document to one object, checked as an API server would check it. */
final class ManifestReader {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final String DEFAULT = "default";

  private final JsonMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final Map<Kind, Crd> crds =
      Map.of(Kind.API_ROUTE, Crd.apiRoute(), Kind.RATE_LIMIT_POLICY, Crd.rateLimitPolicy());

  /**
   * What became of a document.
   *
   * @param key null where it is not clear what it is, and, without a diagnostic, where it is no
   *     concern of a gateway
   * @param manifest null where an API server would refuse it
   */
  record Read(
      @Nullable ManifestKey key, @Nullable Manifest manifest, List<Diagnostic> diagnostics) {}

  Read read(YamlFile.Document document) {
    Source source = document.source();
    Map<String, Object> content = document.content();
    List<Diagnostic> diagnostics = new ArrayList<>();
    Kind kind = kind(source, content, diagnostics);
    Map<String, Object> metadata = metadata(content);
    String name = metadata.get("name") instanceof String s ? s : "";
    if (kind != null && (name.length() > 253 || !NAME.matcher(name).matches())) {
      diagnostics.add(
          source.diagnostic(
              "metadata.name",
              name.isEmpty()
                  ? "Required value"
                  : "Invalid value: \""
                      + name
                      + "\": write lower-case letters, digits, '-' and '.', such as shop"));
    }
    if (kind == null || !diagnostics.isEmpty()) {
      return new Read(null, null, diagnostics);
    }
    String namespace =
        kind == Kind.NAMESPACE
            ? ""
            : metadata.get("namespace") instanceof String s && !s.isEmpty() ? s : DEFAULT;
    ManifestKey key = new ManifestKey(kind, namespace, name);
    return checked(key, source, withNamespace(content, metadata, namespace));
  }

  private Read checked(ManifestKey key, Source source, Map<String, Object> content) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<String, Object> stored = content;
    Crd crd = crds.get(key.kind());
    if (crd != null) {
      Crd.Checked checked = crd.check(content);
      stored = checked.object();
      for (Flaw flaw : checked.flaws()) {
        diagnostics.add(source.diagnostic(flaw.field(), flaw.message()));
      }
    }
    HasMetadata model = diagnostics.isEmpty() ? model(key, source, stored, diagnostics) : null;
    if (model != null) {
      CoreChecks.of(model)
          .forEach(flaw -> diagnostics.add(source.diagnostic(flaw.field(), flaw.message())));
    }
    return new Read(
        key,
        model == null || !diagnostics.isEmpty() ? null : new Manifest(key, source, stored, model),
        diagnostics);
  }

  private @Nullable HasMetadata model(
      ManifestKey key, Source source, Map<String, Object> content, List<Diagnostic> diagnostics) {
    try {
      return mapper.readValue(mapper.writeValueAsBytes(content), key.kind().type());
    } catch (JsonMappingException e) {
      diagnostics.add(source.diagnostic(field(e.getPath()), e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private static String field(List<JsonMappingException.Reference> path) {
    StringBuilder field = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      if (step.getFieldName() == null) {
        field.append('[').append(step.getIndex()).append(']');
      } else {
        field.append(field.length() == 0 ? "" : ".").append(step.getFieldName());
      }
    }
    return field.toString();
  }

  private static @Nullable Kind kind(
      Source source, Map<String, Object> content, List<Diagnostic> diagnostics) {
    String text = content.get("kind") instanceof String s ? s : "";
    String version = content.get("apiVersion") instanceof String s ? s : "";
    if (text.isEmpty()) {
      diagnostics.add(source.diagnostic("kind", "Required value"));
      return null;
    }
    Kind kind = Kind.named(text).orElse(null);
    if (kind == null) {
      String why = unknown(text, version);
      if (!why.isEmpty()) {
        diagnostics.add(source.diagnostic("kind", why));
      }
      return null;
    }
    if (!kind.apiVersions().contains(version)) {
      diagnostics.add(
          source.diagnostic(
              "apiVersion",
              (version.isEmpty() ? "Required value" : "\"" + version + "\" has no such kind here")
                  + "; "
                  + text
                  + " is of "
                  + kind.apiVersions().get(0)));
      return null;
    }
    return kind;
  }

  /** Empty where it is plainly another program's, such as a Deployment: it is passed over. */
  private static String unknown(String kind, String version) {
    String nearest = Nearest.to(kind, Kind.names());
    boolean ours = version.isEmpty() || version.contains("sluice.dev");
    if (nearest.isEmpty() && !ours) {
      return "";
    }
    return "\""
        + kind
        + "\" is not read from a folder"
        + (nearest.isEmpty()
            ? "; kinds that are: " + String.join(", ", Kind.names())
            : "; did you mean \"" + nearest + "\"?");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> metadata(Map<String, Object> content) {
    return content.get("metadata") instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
  }

  private static Map<String, Object> withNamespace(
      Map<String, Object> content, Map<String, Object> metadata, String namespace) {
    Map<String, Object> inner = new LinkedHashMap<>(metadata);
    if (!namespace.isEmpty()) {
      inner.put("namespace", namespace);
    }
    Map<String, Object> out = new LinkedHashMap<>(content);
    out.put("metadata", inner);
    return out;
  }
}
