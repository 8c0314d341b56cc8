package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.RateLimitPolicyStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is generated from the types is committed; {@code -Dsluice.golden=update} writes it anew. */
final class GeneratedFilesTest {
  private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));

  private final CustomResourceDefinition route = CrdGenerator.apiRoute();
  private final CustomResourceDefinition policy = CrdGenerator.rateLimitPolicy();

  @Test
  void the_committed_crds_are_the_generated_ones() throws IOException {
    compare("helm/sluice/crds/apiroutes.sluice.dev.yaml", CrdGenerator.yaml(route));
    compare("helm/sluice/crds/ratelimitpolicies.sluice.dev.yaml", CrdGenerator.yaml(policy));
  }

  @Test
  void the_committed_reference_pages_are_the_generated_ones() throws IOException {
    compare(
        "docs/reference/apiroute.md",
        FieldReference.page(route, ApiRouteSpec.class, ApiRouteStatus.class));
    compare(
        "docs/reference/ratelimitpolicy.md",
        FieldReference.page(policy, RateLimitPolicySpec.class, RateLimitPolicyStatus.class));
  }

  @Test
  void every_field_has_a_description() {
    List<String> silent = new ArrayList<>();
    for (CustomResourceDefinition crd : List.of(route, policy)) {
      silentFields("", crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema(), silent);
    }
    assertThat(silent).isEmpty();
  }

  private static void silentFields(String place, JSONSchemaProps schema, List<String> silent) {
    schema
        .getProperties()
        .forEach(
            (name, property) -> {
              String field = place + "." + name;
              if (property.getDescription() == null && !field.startsWith(".metadata")) {
                silent.add(field);
              }
              silentFields(field, property, silent);
              if (property.getItems() != null) {
                silentFields(field + "[]", property.getItems().getSchema(), silent);
              }
            });
  }

  private static void compare(String file, String generated) throws IOException {
    Path path = ROOT.resolve(file);
    if ("update".equals(System.getProperty("sluice.golden"))) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, generated);
    }
    assertThat(path).exists();
    assertThat(Files.readString(path))
        .as(file + " is written anew by ./mvnw -pl crds test -Dsluice.golden=update")
        .isEqualTo(generated);
  }
}
