package dev.sluice.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.sluice.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule a_change_flows_one_way =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sluice.operator..")
          .layer("input")
          .definedBy("dev.sluice.operator.input..")
          .layer("watch")
          .definedBy("dev.sluice.operator.watch..")
          .layer("endpoints")
          .definedBy("dev.sluice.operator.endpoints..")
          .layer("compile")
          .definedBy("dev.sluice.operator.compile..")
          .layer("push")
          .definedBy("dev.sluice.operator.push..")
          .layer("status")
          .definedBy("dev.sluice.operator.status..")
          .layer("main")
          .definedBy("dev.sluice.operator.main..")
          .whereLayer("watch")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("endpoints")
          .mayOnlyBeAccessedByLayers("watch", "compile", "main")
          .whereLayer("compile")
          .mayOnlyBeAccessedByLayers("status", "main")
          .whereLayer("push")
          .mayOnlyBeAccessedByLayers("status", "main")
          .whereLayer("status")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule the_compiler_does_no_input_or_output =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sluice.operator.compile..",
              "dev.sluice.operator.endpoints..",
              "dev.sluice.operator.input..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..", "io.vertx..", "io.netty..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule only_status_knows_of_java_operator_sdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.operator.status..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule the_operator_never_sees_a_data_plane =
      classes().should().onlyDependOnClassesThat().resideOutsideOfPackage("dev.sluice.dataplane..");
}
