package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * CRD to reference page: one table for each kind of block, in the order in which a reader meets
 * them.
 */
final class FieldReference {
  private record Block(Class<?> type, JSONSchemaProps schema, Set<String> places) {}

  private final Map<Class<?>, Block> blocks = new LinkedHashMap<>();
  private final StringBuilder page = new StringBuilder();

  private FieldReference() {}

  static String page(CustomResourceDefinition crd, Class<?> spec, Class<?> status) {
    JSONSchemaProps root = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    FieldReference reference = new FieldReference();
    reference.page.append(
        """
        <!-- Generated from the types in crds; to write it anew: ./mvnw -pl crds test -Dsluice.golden=update -->
        # %s

        `sluice.dev/v1alpha1`, short name `%s`, category `sluice`. %s

        `kubectl explain %s.spec --recursive` says the same in a terminal. A field that is not on this page \
        does not exist: the API server refuses or drops it.
        """
            .formatted(
                crd.getSpec().getNames().getKind(),
                crd.getSpec().getNames().getShortNames().get(0),
                root.getDescription(),
                crd.getSpec().getNames().getSingular()));
    reference.collect("spec", spec, root.getProperties().get("spec"));
    reference.collect("status", status, root.getProperties().get("status"));
    reference.blocks.values().stream()
        .filter(block -> block.type().getRecordComponents().length > 0)
        .forEach(reference::table);
    return reference.page.toString();
  }

  private void collect(String place, Class<?> type, JSONSchemaProps schema) {
    Block known = blocks.get(type);
    if (known != null) {
      known.places().add(place);
    } else {
      blocks.put(type, new Block(type, schema, new TreeSet<>(Set.of(place))));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String name = CrdGenerator.name(component);
      JSONSchemaProps property = schema.getProperties().get(name);
      String inner = place + "." + name;
      if (component.getType().isRecord()) {
        collect(inner, component.getType(), property);
      } else if (component.getGenericType() instanceof ParameterizedType list
          && ((Class<?>) list.getActualTypeArguments()[0]).isRecord()) {
        collect(
            inner + "[]",
            (Class<?>) list.getActualTypeArguments()[0],
            property.getItems().getSchema());
      }
    }
  }

  private void table(Block block) {
    page.append("\n## ")
        .append(block.places().stream().map(p -> "`" + p + "`").collect(Collectors.joining(", ")))
        .append("\n\n");
    for (ValidationRule rule : block.schema().getXKubernetesValidations()) {
      page.append("- ").append(sentence(rule.getMessage())).append('\n');
    }
    if (!block.schema().getXKubernetesValidations().isEmpty()) {
      page.append('\n');
    }
    page.append("| field | type | default | description |\n|---|---|---|---|\n");
    for (RecordComponent component : block.type().getRecordComponents()) {
      String name = CrdGenerator.name(component);
      JSONSchemaProps property = block.schema().getProperties().get(name);
      String needed =
          block.schema().getRequired().contains(name)
              ? "required"
              : property.getDefault() == null ? "" : "`" + property.getDefault() + "`";
      page.append(
          "| `%s` | %s | %s | %s |\n".formatted(name, type(property), needed, says(property)));
    }
  }

  private static String type(JSONSchemaProps property) {
    if (Boolean.TRUE.equals(property.getXKubernetesIntOrString())) {
      return "integer or string";
    }
    if (!property.getEnum().isEmpty()) {
      return property.getEnum().stream()
          .map(JsonNode::asText)
          .map(v -> "`" + v + "`")
          .collect(Collectors.joining(", "));
    }
    if ("array".equals(property.getType())) {
      JSONSchemaProps items = property.getItems().getSchema();
      return Boolean.TRUE.equals(items.getXKubernetesIntOrString())
          ? "list of integers or strings"
          : "list of " + items.getType() + "s" + keyed(property);
    }
    if (property.getAdditionalProperties() != null) {
      return "map of " + property.getAdditionalProperties().getSchema().getType() + "s";
    }
    return property.getType();
  }

  private static String keyed(JSONSchemaProps property) {
    return property.getXKubernetesListMapKeys().isEmpty()
        ? ""
        : ", by `" + property.getXKubernetesListMapKeys().get(0) + "`";
  }

  private static String says(JSONSchemaProps property) {
    List<String> parts = new ArrayList<>(List.of(property.getDescription()));
    String bounds = bounds(property);
    if (!bounds.isEmpty()) {
      parts.add(bounds);
    }
    JSONSchemaProps said = property.getItems() == null ? property : property.getItems().getSchema();
    if (!"object".equals(said.getType())) {
      said.getXKubernetesValidations().forEach(rule -> parts.add(sentence(rule.getMessage())));
    }
    return String.join(" ", parts).replace("|", "\\|");
  }

  private static String bounds(JSONSchemaProps property) {
    if ("array".equals(property.getType())) {
      return range(property.getMinItems(), property.getMaxItems(), " items.");
    }
    if ("string".equals(property.getType())) {
      return range(property.getMinLength(), property.getMaxLength(), " characters.");
    }
    if (property.getAdditionalProperties() != null) {
      return range(property.getMinProperties(), property.getMaxProperties(), " entries.");
    }
    return property.getMaximum() == null
        ? ""
        : range(property.getMinimum().longValue(), property.getMaximum().longValue(), ".");
  }

  private static String range(Long min, Long max, String what) {
    if (max == null) {
      return "";
    }
    return min == null ? "At most " + max + what : min + " to " + max + what;
  }

  private static String sentence(String message) {
    boolean word = message.substring(0, message.indexOf(' ')).chars().allMatch(Character::isLetter);
    return word
        ? Character.toUpperCase(message.charAt(0)) + message.substring(1) + "."
        : message + ".";
  }
}
