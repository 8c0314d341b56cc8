package dev.sluice.operator.compile.filter.validate;

import dev.sluice.crds.v1alpha1.DocumentRef;
import dev.sluice.crds.v1alpha1.JsonSchemaSpec;
import dev.sluice.crds.v1alpha1.OpenApiSpec;
import dev.sluice.crds.v1alpha1.ValidateSpec;
import dev.sluice.operator.compile.CheckedDocument;
import dev.sluice.operator.compile.Materials;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.compile.Sizes;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.DocumentReferences;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.route.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code validate}. */
public final class ValidateCompiler {
  private static final int USUAL = 64 << 10;
  private static final int MOST = 1 << 20;

  /** Operations that a warning names. */
  private static final int SHOWN = 3;

  private ValidateCompiler() {}

  /** Null, and a problem, where it cannot be used: then nothing may pass. */
  public static @Nullable FilterConfig compile(
      Place place, ValidateSpec spec, References references, List<Problem> problems) {
    @Nullable JsonSchemaSpec schema = spec.jsonSchema();
    @Nullable OpenApiSpec api = spec.openApi();
    if ((schema == null) == (api == null)) {
      problems.add(
          place.invalid(
              "validate needs exactly one of jsonSchema and openApi, such as openApi: {configMap:"
                  + " {name: petstore, key: openapi.yaml}}"));
      return null;
    }
    int before = problems.size();
    int most = Sizes.bytes(place.in("maxBody"), spec.maxBody(), USUAL, problems);
    if (problems.size() == before && (most < 1 || most > MOST)) {
      problems.add(place.in("maxBody").invalid(most + ": write 1 to 1Mi, such as 64Ki"));
    }
    return api != null
        ? openApi(place.in("openApi"), api, most, references, problems, before)
        : schema != null
            ? jsonSchema(place.in("jsonSchema"), schema, most, references, problems, before)
            : null;
  }

  private static @Nullable FilterConfig jsonSchema(
      Place place,
      JsonSchemaSpec spec,
      int most,
      References references,
      List<Problem> problems,
      int before) {
    @Nullable Found found =
        find(
            place.in("configMap"),
            spec.configMap(),
            new CheckedDocument.Kind.JsonSchema(),
            references,
            problems);
    return found == null || problems.size() > before
        ? null
        : new JsonSchemaCheck(found.document().id(), found.source(), most);
  }

  private static @Nullable FilterConfig openApi(
      Place place,
      OpenApiSpec spec,
      int most,
      References references,
      List<Problem> problems,
      int before) {
    @Nullable String base = spec.basePath();
    if (base != null && !base.startsWith("/")) {
      problems.add(
          place.in("basePath").invalid("'" + base + "' is no path; write /v1, or / for none"));
      return null;
    }
    @Nullable Found found =
        find(
            place.in("configMap"),
            spec.configMap(),
            new CheckedDocument.Kind.OpenApi(base),
            references,
            problems);
    if (found == null || problems.size() > before) {
      return null;
    }
    if (!found.unchecked().isEmpty()) {
      problems.add(place.problem(Problem.Reason.UNCHECKED, unchecked(found)));
    }
    return new OpenApiCheck(found.document().id(), found.source(), base, most);
  }

  private static String unchecked(Found found) {
    List<String> all = found.unchecked();
    return found.source()
        + " has schemas that nobody checks: "
        + String.join("; ", all.subList(0, Math.min(SHOWN, all.size())))
        + (all.size() > SHOWN ? "; and " + (all.size() - SHOWN) + " more" : "")
        + " pass as they are";
  }

  /**
   * @param source what people call it
   */
  private record Found(Document document, String source, List<String> unchecked) {}

  private static @Nullable Found find(
      Place place,
      @Nullable DocumentRef ref,
      CheckedDocument.Kind kind,
      References references,
      List<Problem> problems) {
    DocumentObject.@Nullable Name object =
        ref == null ? null : DocumentReferences.name(ref, place.route().namespace());
    if (ref == null || object == null) {
      problems.add(
          place.invalid(
              "a reference to a document is {name, namespace, key}, of which name is needed"));
      return null;
    }
    if (!Materials.permitted(
        place, references, "ConfigMap", object.namespace(), object.name(), problems)) {
      return null;
    }
    String key = ref.key() == null ? "" : ref.key();
    @Nullable CheckedDocument checked =
        references.document(new CheckedDocument.Name(object, key, kind));
    if (checked == null) {
      problems.add(
          place.problem(Problem.Reason.CONFIG_MAP_NOT_FOUND, told(place, object + " not found")));
      return null;
    }
    String source = object + (checked.key().isEmpty() ? "" : " " + checked.key());
    if (checked.document() == null) {
      problems.add(
          place.problem(
              Problem.Reason.INVALID_SCHEMA, told(place, source + ": " + checked.error())));
      return null;
    }
    return new Found(checked.document(), source, checked.unchecked());
  }

  private static String told(Place place, String what) {
    return place.field() + ": " + what + "; the rule answers 500";
  }
}
