package dev.sluice.crds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.crds", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule the_types_know_of_nothing_but_the_kubernetes_model =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.crds.v1alpha1",
              "java..",
              "org.jspecify.annotations",
              "com.fasterxml.jackson.annotation",
              "io.fabric8.generator.annotation",
              "io.fabric8.kubernetes.api.model..",
              "io.fabric8.kubernetes.model..",
              "io.fabric8.kubernetes.client");
}
