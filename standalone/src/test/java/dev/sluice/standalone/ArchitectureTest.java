package dev.sluice.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.sluice.standalone",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule the_folder_knows_no_command =
      noClasses()
          .that()
          .resideInAPackage("..standalone.folder..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..standalone.command..", "..standalone.main..", "..dataplane..");

  @ArchTest
  static final ArchRule a_command_knows_no_wiring =
      noClasses()
          .that()
          .resideInAPackage("..standalone.command..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..standalone.main..", "..dataplane..");
}
