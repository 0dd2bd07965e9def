package org.smoothlab.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The arrows of the house and the purity of its pure rooms, read from the class files. */
class ArchitectureTest {
  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.smoothlab.server");

  private static final String[] PURE = {
    "org.smoothlab.server.access..",
    "org.smoothlab.server.management..",
    "org.smoothlab.server.origin..",
    "org.smoothlab.server.protocol..",
    "org.smoothlab.server.relay.."
  };

  /** An address opens nothing by itself. */
  private static final DescribedPredicate<JavaClass> URI_ONLY =
      nameMatching("java\\.net\\.URI(SyntaxException)?").forSubtype();

  private static final String MANAGEMENT = "org.smoothlab.server.management..";

  @Test
  void arrowsPointDownwards() {
    ArchRule arrows =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("server")
            .definedBy("org.smoothlab.server")
            .layer("web")
            .definedBy("org.smoothlab.server.web..")
            .layer("archive")
            .definedBy("org.smoothlab.server.archive..")
            .layer("relay")
            .definedBy("org.smoothlab.server.relay..")
            .layer("protocol")
            .definedBy("org.smoothlab.server.protocol..")
            .layer("access")
            .definedBy("org.smoothlab.server.access..")
            .layer("management")
            .definedBy(MANAGEMENT)
            .layer("origin")
            .definedBy("org.smoothlab.server.origin..")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("web")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers("web", "server")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("archive", "relay", "web", "server")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("protocol", "web", "server")
            .whereLayer("management")
            .mayOnlyBeAccessedByLayers("protocol", "web", "server")
            .whereLayer("origin")
            .mayOnlyBeAccessedByLayers(
                "access", "archive", "management", "protocol", "relay", "web", "server");
    arrows.check(SERVER);
  }

  @Test
  void pureRoomsKnowOnlyTheLanguageAndTheMedia() {
    classes()
        .that()
        .resideInAnyPackage(PURE)
        .and()
        .resideOutsideOfPackage(MANAGEMENT)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java.lang..",
                    "java.nio", // bytes and characters; files and sockets lie below
                    "java.nio.charset",
                    "java.util..",
                    "java.time..",
                    "java.security..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "org.springframework.security.crypto.bcrypt..",
                    "org.smoothlab.media..",
                    "org.smoothlab.server.access..",
                    "org.smoothlab.server.management..",
                    "org.smoothlab.server.origin..",
                    "org.smoothlab.server.protocol..",
                    "org.smoothlab.server.relay..")
                .or(URI_ONLY))
        .check(SERVER);
  }

  /** Its parsers want readers of strings, and its description is a constant of the jar. */
  @Test
  void managementKnowsTwoParsersAndReadsNothingButStrings() {
    classes()
        .that()
        .resideInAPackage(MANAGEMENT)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java.lang..",
                    "java.nio",
                    "java.nio.charset",
                    "java.util..",
                    "java.time..",
                    "javax.xml.stream",
                    "org.jspecify..",
                    "tools.jackson.core..",
                    "org.smoothlab.media..",
                    "org.smoothlab.server.management..",
                    "org.smoothlab.server.origin..")
                .or(nameMatching("java\\.io\\.(String)?(Reader|Writer|InputStream|IOException)")))
        .check(SERVER);
  }

  @Test
  void onlyAccessKnowsHowSecretsAreChecked() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.smoothlab.server.access..", "org.smoothlab.server")
        .should()
        .dependOnClassesThat(resideInAnyPackage("javax.crypto..", "org.springframework.security.."))
        .check(SERVER);
  }

  @Test
  void pureRoomsOpenNothing() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .and()
        .resideOutsideOfPackage(MANAGEMENT)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.net..",
                    "org.slf4j..",
                    "java.util.logging..")
                .and(not(URI_ONLY)))
        .check(SERVER);
  }

  @Test
  void pureRoomsStartNoThread() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(type(Thread.class).or(type(Executor.class)).or(type(Executors.class)))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\..*(Future|Executor|Timer).*")
        .check(SERVER);
  }

  @Test
  void pureRoomsReadNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat(type(Clock.class))
        .orShould()
        .callMethodWhere(
            target(nameMatching("now")).and(target(owner(resideInAnyPackage("java.time..")))))
        .orShould()
        .callMethodWhere(target(nameMatching("sleep")))
        .check(SERVER);
  }

  @Test
  void onlyTheWebKnowsJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.smoothlab.server.web..", "org.smoothlab.server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(SERVER);
  }
}
