package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

class ClipFileTest {
  private static final List<EncodedTrack> TRACKS =
      List.of(
          new EncodedTrack(
              Slice.ofHex("0000000167"),
              List.of(
                  new EncodedSample(Slice.ofHex("01020304"), true),
                  new EncodedSample(Slice.ofHex("05"), false))),
          new EncodedTrack(
              Slice.ofHex("1190"), List.of(new EncodedSample(Slice.ofHex("0607"), true))));

  @TempDir private Path folder;
  private ClipFile file;

  @BeforeEach
  void writeOnce() throws Exception {
    file = new ClipFile(folder.resolve("new"), Ladder.small());
    file.write(TRACKS);
  }

  @Test
  void readsWhatWasWrittenAndLeavesNoDraftBehind() throws Exception {
    assertThat(file.read()).contains(TRACKS);
    try (Stream<Path> files = Files.list(file.path().getParent())) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void isEmptyBeforeItIsWritten() throws Exception {
    assertThat(new ClipFile(folder, Ladder.small()).read()).isEmpty();
  }

  @Test
  void noticesEveryFlippedBit() throws Exception {
    byte[] whole = Files.readAllBytes(file.path());
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file.path(), damaged);
      assertThat(file.read()).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void noticesEveryTruncation() throws Exception {
    byte[] whole = Files.readAllBytes(file.path());
    for (int size = 0; size < whole.length; size++) {
      Files.write(file.path(), Arrays.copyOf(whole, size));
      assertThat(file.read()).as("%d bytes", size).isEmpty();
    }
  }

  @Test
  void isAnotherFileForEveryParameter() {
    Ladder ladder = Ladder.small();
    Rung other = new Rung(160, 90, 90_000);
    assertThat(
            Stream.of(
                    ladder,
                    new Ladder(ladder.rungs(), 96_000, 20),
                    new Ladder(ladder.rungs(), 64_000, 24),
                    new Ladder(List.of(ladder.rungs().getFirst(), other), 64_000, 20),
                    Ladder.standard())
                .map(each -> new ClipFile(folder, each).path()))
        .doesNotHaveDuplicates();
  }
}
