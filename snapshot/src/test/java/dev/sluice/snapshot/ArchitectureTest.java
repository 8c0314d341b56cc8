package dev.sluice.snapshot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.List;

@AnalyzeClasses(
    packages = "dev.sluice.snapshot",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /** In the order in which a change flows: later ones may import earlier ones only. */
  private static final List<String> ORDER =
      List.of(
          "persistent",
          "json",
          "id",
          "match",
          "schema",
          "openapi",
          "filter",
          "upstream",
          "action",
          "route",
          "codec",
          "delta",
          "table",
          "wire");

  @ArchTest static final ArchRule imports_point_only_up_the_list = inOrder();

  private static ArchRule inOrder() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : ORDER) {
      layers = layers.layer(name).definedBy("dev.sluice.snapshot." + name);
    }
    for (int i = 0; i < ORDER.size(); i++) {
      List<String> later = ORDER.subList(i + 1, ORDER.size());
      layers =
          later.isEmpty()
              ? layers.whereLayer(ORDER.get(i)).mayNotBeAccessedByAnyLayer()
              : layers
                  .whereLayer(ORDER.get(i))
                  .mayOnlyBeAccessedByLayers(later.toArray(String[]::new));
    }
    // A protocol is part of an upstream's name.
    return layers.ignoreDependency(UpstreamId.class, Protocol.class);
  }

  @ArchTest
  static final ArchRule the_contract_sees_neither_kubernetes_nor_the_network =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.snapshot..",
              "java..",
              "org.jspecify.annotations",
              "com.fasterxml.jackson..",
              "com.google.re2j",
              "io.burt.jmespath..",
              "dev.cel..",
              "com.networknt.schema..",
              // What CEL's trees are made of.
              "com.google.common.collect");
}
