package org.smoothlab.media;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of this module, and that nothing in it has an effect. */
class MediaArchitectureTest {
  private static final String ROOT = "org.smoothlab.media";

  /** A package uses only those to its left. */
  private static final List<String> ORDER =
      List.of(
          ROOT + ".bytes",
          ROOT,
          ROOT + ".box",
          ROOT + ".codec",
          ROOT + ".ts",
          ROOT + ".xml",
          ROOT + ".smooth",
          ROOT + ".hls",
          ROOT + ".dash",
          ROOT + ".transmux");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> packages =
        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages).isSubsetOf(ORDER).contains(ROOT + ".bytes", ROOT, ROOT + ".box");
  }

  @Test
  void aPackageUsesOnlyThoseToItsLeft() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage(ORDER.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new))
          .because(
              "the arrows are bytes <- media <- box <- codec <- ts <- xml <- smooth <- hls <- dash <- transmux")
          .check(CLASSES);
    }
  }

  @Test
  void usesTheLanguageAndNothingThatHasAnEffect() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..",
            "java.nio.channels..",
            "java.util.concurrent..",
            "java.util.logging..",
            "java.time..",
            "java.sql..",
            "org.slf4j..",
            "org.eclipse..")
        .check(CLASSES);
  }

  @Test
  void opensNoFileAndNoConnection() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.(?!URI).*|java\\.io\\.(File.*|RandomAccessFile|Console|PrintStream)"
                + "|java\\.lang\\.System\\$Logger.*")
        .check(CLASSES);
  }

  @Test
  void startsNoThreadAndReadsNoClock() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class).check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().accessField(System.class, "out").check(CLASSES);
    noClasses().should().accessField(System.class, "err").check(CLASSES);
  }
}
