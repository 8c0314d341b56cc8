package dev.sluice.operator.compile.filter.validate;

import dev.sluice.crds.v1alpha1.DocumentRef;
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
import dev.sluice.snapshot.route.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code validate}. */
public final class ValidateCompiler {
  private static final int USUAL = 64 << 10;
  private static final int MOST = 1 << 20;

  private ValidateCompiler() {}

  /** Null, and a problem, where it cannot be used: then nothing may pass. */
  public static @Nullable FilterConfig compile(
      Place place, ValidateSpec spec, References references, List<Problem> problems) {
    if (spec.jsonSchema() == null) {
      problems.add(
          place.invalid(
              "validate needs a schema, such as jsonSchema: {configMap: {name: orders, key:"
                  + " order.json}}"));
      return null;
    }
    int before = problems.size();
    int most = Sizes.bytes(place.in("maxBody"), spec.maxBody(), USUAL, problems);
    if (problems.size() == before && (most < 1 || most > MOST)) {
      problems.add(place.in("maxBody").invalid(most + ": write 1 to 1Mi, such as 64Ki"));
    }
    @Nullable Found found =
        find(
            place.in("jsonSchema").in("configMap"),
            spec.jsonSchema().configMap(),
            CheckedDocument.Kind.JSON_SCHEMA,
            references,
            problems);
    return found == null || problems.size() > before
        ? null
        : new JsonSchemaCheck(found.document().id(), found.source(), most);
  }

  /**
   * @param source what people call it
   */
  private record Found(Document document, String source) {}

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
    return new Found(checked.document(), source);
  }

  private static String told(Place place, String what) {
    return place.field() + ": " + what + "; the rule answers 500";
  }
}
