package org.smoothlab.server.archive;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;

class NioDiskTest {
  private static final Path FILE = Path.of("a", "b", "c.ismv");

  @TempDir private Path folder = Path.of("");

  @Test
  void appendsPartsInOrderAndReadsThemWhileItsFileIsOpen() throws IOException {
    NioDisk disk = NioDisk.open(folder.resolve("root"));
    try (Disk.Appending file = disk.create(FILE)) {
      file.append(List.of(Slice.ofUtf8("one "), Slice.EMPTY, Slice.ofUtf8("two ")));
      file.append(List.of(Slice.ofUtf8("three")));
      file.sync();
      assertThat(file.sizeBytes()).isEqualTo(13);
      ByteBuffer middle = ByteBuffer.allocate(3);
      try (Disk.Reading reading = disk.read(FILE)) {
        reading.read(4, middle);
        assertThatThrownBy(() -> reading.read(12, ByteBuffer.allocate(2)))
            .isInstanceOf(EOFException.class);
      }
      assertThat(new String(middle.array(), StandardCharsets.UTF_8)).isEqualTo("two");
    }
    assertThat(folder.resolve("root/a/b/c.ismv")).hasContent("one two three");
  }

  @Test
  void goesOnBehindWhatItCut() throws IOException {
    NioDisk disk = NioDisk.open(folder);
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve(FILE), "kept and cut");
    try (Disk.Appending file = disk.append(FILE)) {
      file.truncate(4);
      file.append(List.of(Slice.ofUtf8("!")));
    }
    assertThat(folder.resolve(FILE)).hasContent("kept!");
  }

  @Test
  void replacesAWholeFileAndLeavesNoOther() throws IOException {
    NioDisk disk = NioDisk.open(folder);
    disk.replace(FILE, Slice.ofUtf8("old"));
    disk.replace(FILE, Slice.ofUtf8("new"));
    assertThat(folder.resolve(FILE)).hasContent("new");
    assertThat(disk.list(requireNonNull(FILE.getParent())))
        .containsExactly(new Disk.Item("c.ismv", Disk.Kind.FILE, 3));
  }

  @Test
  void takesNoNameTwice() throws IOException {
    NioDisk disk = NioDisk.open(folder);
    disk.create(FILE).close();
    assertThatThrownBy(() -> disk.create(FILE)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void findsNoFileThatIsNotThere() throws IOException {
    NioDisk disk = NioDisk.open(folder);
    assertThatThrownBy(() -> disk.read(FILE)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.append(FILE)).isInstanceOf(NoSuchFileException.class);
    assertThat(disk.list(FILE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "a/../../outside", "a/..", "/etc/passwd"})
  void staysBelowItsRoot(String path) throws IOException {
    NioDisk disk = NioDisk.open(folder.resolve("root"));
    assertThatThrownBy(() -> disk.create(Path.of(path)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out of the archive");
    assertThatThrownBy(() -> disk.list(Path.of(path)))
        .hasMessageContaining("leads out of the archive");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void followsNoLinks() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    NioDisk disk = NioDisk.open(folder.resolve("root"));
    Files.createSymbolicLink(folder.resolve("root/link"), outside);
    Files.createSymbolicLink(folder.resolve("root/file"), outside.resolve("secret"));
    Path throughFolder = Path.of("link", "secret");
    assertThatThrownBy(() -> disk.read(throughFolder)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> disk.append(Path.of("file"))).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> disk.create(Path.of("link", "new")))
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> disk.delete(throughFolder)).hasMessageContaining("symbolic link");
    assertThat(disk.list(Path.of(""))).extracting(Disk.Item::kind).containsOnly(Disk.Kind.OTHER);
    assertThat(outside.resolve("secret")).hasContent("secret");
  }
}
