package io.rankproof;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.rankproof", importOptions = ImportOption.DoNotIncludeTests.class)
class KernelArchitectureTest {
  @ArchTest
  static final ArchRule KERNELS_DO_NOT_KNOW_SPARK =
      noClasses()
          .that()
          .resideInAPackage("io.rankproof.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "io.rankproof.functions..")
          .because("kernels are plain Java: tested, benchmarked and reused without a session")
          .allowEmptyShould(true);
}
