package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.StoreException;

class PointFolderTest {
  private static final PointSettings SETTINGS = PointSettings.DEFAULT.withTitle("one");
  private static final Instant NOW = Instant.parse("2026-02-03T09:15:00Z");

  @TempDir Path root;
  private PointFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = PointFolder.open(root);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
    }
  }

  private Path write(String name, String title) throws IOException {
    return Files.writeString(
        root.resolve(name),
        "<smil><head><meta name=\"sourceType\" content=\"Push\"/><meta name=\"title\" content=\""
            + title
            + "\"/></head></smil>");
  }

  private static String shown(PointFolder.Change change) {
    return switch (change) {
      case PointFolder.Change.Fresh(String path, PointFile file) ->
          "fresh " + path + " " + file.settings().title();
      case PointFolder.Change.Gone(String path) -> "gone " + path;
      case PointFolder.Change.Broken(String path, String message) ->
          "broken " + path + " " + message;
    };
  }

  private List<String> changes() throws IOException {
    List<String> shown = new ArrayList<>();
    folder.changes(NOW).forEach(change -> shown.add(shown(change)));
    return shown;
  }

  @Test
  void savesUnderThePathAndMakesFolders() throws Exception {
    folder.save("/live/sport/derby.isml", SETTINGS, NOW);
    assertThat(files()).containsExactly(Path.of("live/sport/derby.isml"));
    assertThat(PointFile.read(root.resolve("live/sport/derby.isml")).settings())
        .isEqualTo(SETTINGS);
    assertThat(folder.changed("/live/sport/derby.isml"))
        .contains(Files.getLastModifiedTime(root.resolve("live/sport/derby.isml")).toInstant());
    assertThat(folder.changed("/live/none.isml")).isEmpty();
    folder.delete("/live/sport/derby.isml");
    folder.delete("/live/sport/derby.isml");
    assertThat(files()).isEmpty();
  }

  @Test
  void keepsWhatTheFileSaysBesides() throws Exception {
    Path file = write("a.isml", "zero");
    Files.writeString(file, Files.readString(file).replace("<head>", "<head><x y=\"1\"/>"));
    folder.save("/a.isml", SETTINGS, NOW);
    assertThat(Files.readString(file)).contains("<x y=\"1\"/>").contains("\"one\"");
  }

  @Test
  void mendsABrokenFile() throws Exception {
    Path file = Files.writeString(root.resolve("a.isml"), "<smil");
    folder.save("/a.isml", SETTINGS, NOW);
    assertThat(PointFile.read(file).settings()).isEqualTo(SETTINGS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a.isml",
        "/a.ism",
        "/../a.isml",
        "/live/../../a.isml",
        "/./a.isml",
        "//a.isml",
        "/live//a.isml",
        "/a\\b.isml",
        "/a\0b.isml",
        "/a.isml/",
        "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/a.isml"
      })
  void refusesNamesThatAreNone(String path) throws Exception {
    assertThatThrownBy(() -> folder.save(path, SETTINGS, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageEndingWith("is no name of a publishing point's file");
    assertThatThrownBy(() -> folder.delete(path)).isInstanceOf(StoreException.class);
    assertThat(folder.changed(path)).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void followsNoLinks(@TempDir Path outside) throws Exception {
    Files.createSymbolicLink(root.resolve("out"), outside);
    Path elsewhere = Files.writeString(outside.resolve("b.isml"), "precious");
    Files.createSymbolicLink(root.resolve("link.isml"), elsewhere);
    assertThatThrownBy(() -> folder.save("/out/a.isml", SETTINGS, NOW))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.hresult()).isEqualTo(0x80070005))
        .hasMessage("/out/a.isml is behind a symbolic link, which is not followed");
    assertThatThrownBy(() -> folder.save("/link.isml", SETTINGS, NOW))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> folder.delete("/out/b.isml")).isInstanceOf(StoreException.class);
    assertThat(folder.changes(NOW)).isEmpty();
    assertThat(elsewhere).hasContent("precious");
    assertThat(outside).isDirectoryContaining(elsewhere::equals);
  }

  @Test
  void takesNamesAsLongAsTheFileSystemDoes() throws Exception {
    String path = "/" + "n".repeat(250) + ".isml";
    folder.save(path, SETTINGS, NOW);
    assertThat(folder.changed(path)).isPresent();
    assertThatThrownBy(() -> folder.save("/" + "n".repeat(251) + ".isml", SETTINGS, NOW))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.hresult()).isEqualTo(0x80004005));
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFolderInTheWayIsAnErrorAndChangesNothing() throws Exception {
    Files.createDirectories(root.resolve("a.isml/inside"));
    assertThatThrownBy(() -> folder.save("/a.isml", SETTINGS, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("cannot write the settings of /a.isml: ");
    assertThat(files()).as("nothing half-written is left").isEmpty();
  }

  @Test
  void removesWhatAKilledProcessLeft() throws Exception {
    Path old = Files.writeString(root.resolve(".a.isml-1.isml-being-written"), "<smi");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(120)));
    Path young = Files.writeString(root.resolve(".a.isml-2.isml-being-written"), "<smi");
    PointFolder.open(root);
    assertThat(old).doesNotExist();
    assertThat(young).as("another process may be writing it").exists();
  }

  @Test
  void tellsWhatOthersChanged() throws Exception {
    write("b.isml", "b");
    Files.createDirectories(root.resolve("live"));
    write("live/A.ISML", "a");
    write("readme.txt", "no point");
    assertThat(changes()).containsExactly("fresh /b.isml b", "fresh /live/A.ISML a");
    assertThat(changes()).isEmpty();
    write("b.isml", "c");
    assertThat(changes()).containsExactly("fresh /b.isml c");
    Files.delete(root.resolve("b.isml"));
    assertThat(changes()).containsExactly("gone /b.isml");
    assertThat(changes()).isEmpty();
  }

  @Test
  void seesTwoChangesWithinOneTickOfTheTimeStamp() throws Exception {
    Path file = write("a.isml", "1");
    FileTime tick = FileTime.from(NOW);
    Files.setLastModifiedTime(file, tick);
    assertThat(changes()).containsExactly("fresh /a.isml 1");
    write("a.isml", "2");
    Files.setLastModifiedTime(file, tick);
    assertThat(changes()).containsExactly("fresh /a.isml 2");
  }

  @Test
  void tellsABrokenFileOnceAndItsRepairOnlyIfItSaysSomethingElse() throws Exception {
    Path file = write("a.isml", "1");
    assertThat(changes()).hasSize(1);
    Files.writeString(file, "<smil>");
    assertThat(changes())
        .singleElement()
        .asString()
        .startsWith("broken /a.isml " + folder.fileOf("/a.isml") + ": ServerManifest line 1: ");
    assertThat(changes()).isEmpty();
    write("a.isml", "1");
    assertThat(changes()).as("as it was").isEmpty();
    Files.writeString(file, "<smil></smil>");
    assertThat(changes()).hasSize(1);
    write("a.isml", "2");
    assertThat(changes()).containsExactly("fresh /a.isml 2");
  }

  @Test
  void doesNotTellItsOwnChanges() throws Exception {
    folder.save("/a.isml", SETTINGS, NOW);
    assertThat(changes()).isEmpty();
    folder.save("/a.isml", SETTINGS.withTitle("two"), NOW);
    assertThat(changes()).isEmpty();
    folder.delete("/a.isml");
    assertThat(changes()).isEmpty();
  }

  @Test
  void makesTheFolderWhenThereIsNone() throws Exception {
    Path fresh = root.resolve("live/events");

    PointFolder.open(fresh).save("/a.isml", PointSettings.DEFAULT, Instant.EPOCH);

    assertThat(fresh.resolve("a.isml")).isRegularFile();
  }

  @Test
  void saysWhenSomethingElseIsInItsPlace() throws Exception {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> PointFolder.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage("no publishing points at " + file + ": not a folder");
  }
}
