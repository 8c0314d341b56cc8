package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.RateLimitPolicyStatus;
import dev.sluice.crds.v1alpha1.Schema;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Types to CRD: fabric8's generator gives names, structure and the rules on whole records; what our
 * {@link Schema} annotation says is laid over that.
 */
final class CrdGenerator {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CrdGenerator() {}

  static CustomResourceDefinition apiRoute() {
    return crd(
        ApiRoute.class,
        ApiRouteSpec.class,
        ApiRouteStatus.class,
        "Which requests the gateway takes for some hostnames, and what it does with them.",
        List.of(
            column("Hostnames", "string", ".status.hostnames"),
            column("Rules", "integer", ".status.rules"),
            column("Accepted", "string", condition("Accepted")),
            column("Programmed", "string", condition("Programmed")),
            wide(column("Data Planes", "string", ".status.dataPlanes")),
            column("Age", "date", ".metadata.creationTimestamp")));
  }

  static CustomResourceDefinition rateLimitPolicy() {
    return crd(
        RateLimitPolicy.class,
        RateLimitPolicySpec.class,
        RateLimitPolicyStatus.class,
        "How many requests some routes let through, and whose.",
        List.of(
            column("Targets", "string", ".status.attached"),
            column("Accepted", "string", condition("Accepted")),
            column("Enforced", "string", condition("Enforced")),
            wide(column("Data Planes", "string", ".status.dataPlanes")),
            column("Age", "date", ".metadata.creationTimestamp")));
  }

  private static CustomResourceDefinition crd(
      Class<? extends CustomResource<?, ?>> type,
      Class<?> specType,
      Class<?> statusType,
      String description,
      List<CustomResourceColumnDefinition> columns) {
    CustomResourceDefinition crd = generated(type);
    crd.getSpec().getNames().setCategories(List.of("sluice"));
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    version.setAdditionalPrinterColumns(columns);
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(description);
    root.setRequired(List.of("spec"));
    JSONSchemaProps spec = root.getProperties().get("spec");
    spec.setDescription("What is wanted.");
    refine(specType, spec);
    JSONSchemaProps status = root.getProperties().get("status");
    status.setDescription("What became of it; the operator writes it.");
    refine(statusType, status);
    return crd;
  }

  /** The file as it is committed. */
  static String yaml(CustomResourceDefinition crd) {
    return "# Generated from the types in crds; to write it anew: ./mvnw -pl crds test"
        + " -Dsluice.golden=update\n"
        + Serialization.asYaml(crd).replaceFirst("^---\n", "");
  }

  private static CustomResourceDefinition generated(Class<? extends CustomResource<?, ?>> type) {
    InMemory output = new InMemory();
    new CRDGenerator()
        .withParallelGenerationEnabled(false)
        .customResourceClasses(type)
        .forCRDVersions("v1")
        .withOutput(output)
        .generate();
    return Serialization.unmarshal(
        output.stream.toString(StandardCharsets.UTF_8), CustomResourceDefinition.class);
  }

  private static String condition(String type) {
    return ".status.conditions[?(@.type==\"" + type + "\")].status";
  }

  private static CustomResourceColumnDefinition wide(CustomResourceColumnDefinition column) {
    return new CustomResourceColumnDefinitionBuilder(column).withPriority(1).build();
  }

  private static CustomResourceColumnDefinition column(String name, String type, String path) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withJsonPath(path)
        .build();
  }

  /** As users write it: {@code for} can be no component's name in Java. */
  static String name(RecordComponent component) {
    JsonProperty written = component.getAccessor().getAnnotation(JsonProperty.class);
    return written == null ? component.getName() : written.value();
  }

  private static void refine(Class<?> record, JSONSchemaProps schema) {
    List<String> required = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String name = name(component);
      JSONSchemaProps property = schema.getProperties().get(name);
      Schema says = component.getAnnotation(Schema.class);
      if (says == null || property == null) {
        throw new IllegalStateException(record + " says nothing about " + name);
      }
      if (says.required()) {
        required.add(name);
      }
      refine(says, property);
      Class<?> inner = component.getType();
      if (inner == List.class) {
        inner =
            (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        list(says, property, inner);
      }
      if (inner == Map.class) {
        map(says, property);
      }
      if (inner.isRecord()) {
        refine(inner, inner == component.getType() ? property : property.getItems().getSchema());
      }
    }
    schema.setRequired(required);
  }

  private static void refine(Schema says, JSONSchemaProps property) {
    property.setDescription(says.value());
    if (!says.byDefault().isEmpty()) {
      property.setDefault(json(says.byDefault()));
    }
    if (says.values().length > 0) {
      property.setEnum(Stream.of(says.values()).map(CrdGenerator::json).toList());
    }
    if (!says.pattern().isEmpty()) {
      property.setPattern(says.pattern());
    }
    if (!says.rule().isEmpty()) {
      property.setXKubernetesValidations(List.of(rule(says.rule(), says.message())));
    }
    Long min = says.min() < 0 ? null : says.min();
    Long max = says.max() < 0 ? null : says.max();
    if ("array".equals(property.getType())) {
      property.setMinItems(min);
      property.setMaxItems(max);
    } else if ("string".equals(property.getType())) {
      property.setMinLength(min);
      property.setMaxLength(max);
    } else {
      property.setMinimum(min == null ? null : min.doubleValue());
      property.setMaximum(max == null ? null : max.doubleValue());
    }
    if (Boolean.TRUE.equals(property.getXKubernetesIntOrString())) {
      property.setMaxLength(63L);
    }
  }

  private static void list(Schema says, JSONSchemaProps property, Class<?> item) {
    if (item == String.class) {
      property.setXKubernetesListType("set");
      JSONSchemaProps items = property.getItems().getSchema();
      items.setMaxLength(says.itemMax());
      if (says.itemRule().isEmpty()) {
        items.setPattern(says.itemPattern());
      } else {
        items.setXKubernetesValidations(List.of(rule(says.itemRule(), says.itemMessage())));
      }
    } else if (says.key().isEmpty()) {
      property.setXKubernetesListType("atomic");
      if (!says.itemPattern().isEmpty()) {
        JSONSchemaProps items = property.getItems().getSchema();
        items.setPattern(says.itemPattern());
        items.setMinimum((double) says.itemMin());
        items.setMaximum((double) says.itemMax());
      }
      if (!says.itemRule().isEmpty()) {
        JSONSchemaProps items = property.getItems().getSchema();
        items.setXKubernetesValidations(List.of(rule(says.itemRule(), says.itemMessage())));
      }
    } else {
      property.setXKubernetesListType("map");
      property.setXKubernetesListMapKeys(List.of(says.key()));
    }
  }

  private static void map(Schema says, JSONSchemaProps property) {
    property.setMinProperties(says.min() < 0 ? null : says.min());
    property.setMaxProperties(says.max() < 0 ? null : says.max());
    property.setMinimum(null);
    property.setMaximum(null);
    JSONSchemaProps value = property.getAdditionalProperties().getSchema();
    if ("string".equals(value.getType())) {
      value.setMaxLength(says.itemMax());
    } else {
      value.setMinimum(1.0);
      value.setMaximum((double) says.itemMax());
    }
  }

  private static ValidationRule rule(String rule, String message) {
    return new ValidationRuleBuilder().withRule(rule).withMessage(message).build();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static final class InMemory
      extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @Override
    protected ByteArrayOutputStream createStreamFor(String crdName) {
      return stream;
    }
  }
}
