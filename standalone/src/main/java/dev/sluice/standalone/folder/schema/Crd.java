package dev.sluice.standalone.folder.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A custom resource definition, put to work without an API server. Safe for all threads. */
public final class Crd {
  private static final Schema META = new Schema(Map.of("type", "object"));

  private final Schema schema;
  private final Rules rules = new Rules();

  private Crd(Schema schema) {
    this.schema = schema;
  }

  /** The one of ApiRoute, as the chart installs it. */
  public static Crd apiRoute() {
    return resource("/dev/sluice/crds/apiroutes.sluice.dev.yaml");
  }

  /** The one of RateLimitPolicy. */
  public static Crd rateLimitPolicy() {
    return resource("/dev/sluice/crds/ratelimitpolicies.sluice.dev.yaml");
  }

  private static Crd resource(String name) {
    try (InputStream in = Crd.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      Object crd = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new Crd(schema(crd));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(@Nullable Object crd) {
    Schema whole = Schema.of(crd);
    Schema spec = whole == null ? null : Schema.of(whole.at("spec"));
    Schema version = spec == null ? null : Schema.of(spec.list("versions").get(0));
    Schema holder = version == null ? null : Schema.of(version.at("schema"));
    Schema root = holder == null ? null : Schema.of(holder.at("openAPIV3Schema"));
    if (root == null) {
      throw new IllegalStateException("the CRD has no schema");
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    root.properties().forEach((name, node) -> properties.put((String) name, node));
    properties.put("apiVersion", Map.of("type", "string"));
    properties.put("kind", Map.of("type", "string"));
    properties.put("metadata", META.map());
    Map<String, Object> completed = new LinkedHashMap<>(root.map());
    completed.put("properties", properties);
    return new Schema(completed);
  }

  /**
   * What an API server would store.
   *
   * @param object as written
   */
  public Checked check(Map<String, Object> object) {
    List<Flaw> flaws = new ArrayList<>();
    @Nullable Object made = Defaults.apply(schema, object);
    new Shape(flaws::add).check(schema, "", made);
    // An API server evaluates no rule over what has the wrong shape, either.
    if (flaws.isEmpty()) {
      rules.check(schema, "", made, flaws::add);
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> stored = made instanceof Map<?, ?> map ? (Map<String, Object>) map : object;
    return new Checked(stored, List.copyOf(flaws));
  }

  /**
   * An object with its defaults.
   *
   * @param flaws empty: an API server would take it
   */
  public record Checked(Map<String, Object> object, List<Flaw> flaws) {}
}
