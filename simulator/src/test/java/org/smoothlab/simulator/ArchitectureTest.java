package org.smoothlab.simulator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the rooms of this module, and the purity of its machines. */
class ArchitectureTest {
  private static final String HOME = "org.smoothlab.simulator";
  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOME);

  /** Encoders and viewers; their drivers are the edges. */
  private static final DescribedPredicate<JavaClass> MACHINES =
      resideInAnyPackage(HOME + ".viewer..", HOME + ".encoder..")
          .and(not(DescribedPredicate.describe("drivers", ArchitectureTest::belongsToDriver)));

  @ParameterizedTest
  @CsvSource(
      nullValues = "nothing",
      value = {
        "time, nothing",
        "trace, nothing",
        "content, nothing",
        "net, time",
        "report, trace",
        "encoder, content net time",
        "viewer, net time trace",
        "scenario, content encoder viewer net time trace",
      })
  void usesOnlyTheRoomsItsArrowsPointTo(String room, String allowed) {
    List<String> rooms = new ArrayList<>(List.of(HOME + "." + room + ".."));
    for (String other : allowed == null ? new String[0] : allowed.split(" ")) {
      rooms.add(HOME + "." + other + "..");
    }
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage(HOME + "..").and(not(resideInAnyPackage(rooms.toArray(String[]::new))));

    noClasses()
        .that()
        .resideInAPackage(HOME + "." + room + "..")
        .should()
        .dependOnClassesThat(forbidden)
        .check(SIMULATOR);
  }

  @Test
  void onlyScenarioAndTheCommandLineKnowTheServer() {
    noClasses()
        .that(not(resideInAnyPackage(HOME, HOME + ".scenario..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.smoothlab.server.."))
        .check(SIMULATOR);
  }

  @Test
  void onlyNetKnowsJetty() {
    noClasses()
        .that(not(resideInAPackage(HOME + ".net..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.eclipse.jetty.."))
        .check(SIMULATOR);
  }

  @Test
  void machinesReadNoClock() {
    noClasses()
        .that(MACHINES)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat(type(Clock.class))
        .orShould()
        .dependOnClassesThat(resideInAPackage(HOME + ".time.."))
        .check(SIMULATOR);
  }

  @Test
  void machinesStartNoThreadAndOpenNothing() {
    noClasses()
        .that(MACHINES)
        .should()
        .dependOnClassesThat(type(Thread.class))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.util.concurrent..", "java.nio.file..", "java.nio.channels..", "org.slf4j.."))
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("java.io..").and(not(type(ByteArrayOutputStream.class))))
        .check(SIMULATOR);
  }

  private static boolean belongsToDriver(JavaClass one) {
    return simpleNameEndingWith("Driver").test(one)
        || one.getEnclosingClass().map(ArchitectureTest::belongsToDriver).orElse(false);
  }
}
