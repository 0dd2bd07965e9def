package org.smoothlab.simulator.encoder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.junit.jupiter.api.Test;

/** The encoder is a machine: only its driver meets time and network. */
class EncoderArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.smoothlab.simulator.encoder");

  @Test
  void readsNoClockAndStartsNoThread() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class).check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.time..", "java.util.concurrent..", "org.slf4j..")
        .check(CLASSES);
  }

  @Test
  void opensNoFileAndNoSocket() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(?!URI).*|java\\.io\\..*|java\\.nio\\.(file|channels)\\..*")
        .check(CLASSES);
  }

  @Test
  void schedulesAndConnectsInItsDriverOnly() {
    machine()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.smoothlab.simulator.time")
        .check(CLASSES);
    machine()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.smoothlab\\.simulator\\.net\\.(?!Header).*")
        .check(CLASSES);
  }

  @Test
  void knowsNoServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.smoothlab.server..")
        .check(CLASSES);
  }

  private static GivenClassesConjunction machine() {
    return noClasses()
        .that()
        .areNotAssignableTo(EncoderDriver.class)
        .and()
        .doNotHaveSimpleName("Ear")
        .and()
        .doNotHaveSimpleName("Links");
  }
}
