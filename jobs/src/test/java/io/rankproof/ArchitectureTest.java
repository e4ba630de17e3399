package io.rankproof;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.rankproof.job.Job;

@AnalyzeClasses(packages = "io.rankproof", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.rankproof.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_THE_JOBS =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.rankproof.cli..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.assignableTo(Job.class)
                  .and(JavaClass.Predicates.simpleNameEndingWith("Job"))
                  .and(
                      com.tngtech.archunit.base.DescribedPredicate.not(
                          JavaClass.Predicates.type(Job.class))))
          .because("jobs meet in tables")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule CONFIG_DOES_NOT_KNOW_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage("io.rankproof.config..", "io.rankproof.error..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule JOBS_ARE_NAMED_JOB =
      classes()
          .that()
          .implement(Job.class)
          .should()
          .haveSimpleNameEndingWith("Job")
          .allowEmptyShould(true);
}
