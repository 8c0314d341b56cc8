package dev.sluice.dataplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.sluice.dataplane",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] ORDER = {
    "exchange",
    "codec",
    "tls",
    "telemetry",
    "upstream",
    "action",
    "filter",
    "store",
    "match",
    "listener",
    "control",
    "admin",
    "main"
  };

  /** A request's way: what comes later may know what comes before, never the other way round. */
  @ArchTest static final ArchRule packages_know_only_what_comes_before_them = order();

  private static ArchRule order() {
    var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : ORDER) {
      layers.optionalLayer(name).definedBy("dev.sluice.dataplane." + name + "..");
    }
    for (int i = 0; i < ORDER.length - 1; i++) {
      String[] later = java.util.Arrays.copyOfRange(ORDER, i + 1, ORDER.length);
      layers.whereLayer(ORDER[i]).mayOnlyBeAccessedByLayers(later);
    }
    return layers;
  }

  @ArchTest
  static final ArchRule nothing_between_the_codecs_knows_the_engine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..dataplane.exchange..",
              "..dataplane.telemetry..",
              "..dataplane.filter..",
              "..dataplane.match..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty.channel..", "io.netty.handler..");

  @ArchTest
  static final ArchRule a_data_plane_never_sees_kubernetes =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "dev.sluice.operator..", "dev.sluice.crds..");
}
