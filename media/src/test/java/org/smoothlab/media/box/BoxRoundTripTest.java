package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;

class BoxRoundTripTest {
  /** These stand in an stsd box only. */
  private static final Set<Class<?>> SAMPLE_ENTRIES =
      Set.of(
          VisualSampleEntry.class,
          AudioSampleEntry.class,
          MetadataSampleEntry.class,
          StppSampleEntry.class,
          WvttSampleEntry.class);

  @Test
  void coversEveryPermittedBox() {
    Set<Class<?>> covered = new HashSet<>(new Boxes(0).all().keySet());
    covered.addAll(SAMPLE_ENTRIES);

    assertThat(covered).containsExactlyInAnyOrder(Box.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void readsWhatItWrote(long seed) throws MediaException {
    for (Box box : new Boxes(seed).all().values()) {
      assertThat(BoxList.read(box.toSlice(), "test").boxes()).containsExactly(box);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void knowsTheSizeThatItWrites(long seed) {
    for (Box box : new Boxes(seed).all().values()) {
      assertThat(box.sizeBytes()).isEqualTo(box.toSlice().size());
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void keepsEveryBoxWithALargeSize(long seed) throws MediaException {
    for (Box box : new Boxes(seed).all().values()) {
      Slice large = withLargeSize(box.toSlice());
      Box read = BoxList.read(large, "test").boxes().getFirst();

      assertThat(read).isInstanceOf(VerbatimBox.class);
      assertThat(MoofEdit.meaning(read)).isEqualTo(MoofEdit.meaning(box));
      assertThat(read.toSlice()).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesABoxCutAtEveryOffset(long seed) {
    for (Box box : new Boxes(seed).all().values()) {
      Slice whole = box.toSlice();
      for (long size = box.type().headerBytes(); size < whole.size(); size++) {
        readWhateverItIs(withSize(whole.slice(0, size)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Box box : new Boxes(seed).all().values()) {
      for (int i = 0; i < 50; i++) {
        readWhateverItIs(Vectors.flip(box.toSlice(), random));
      }
    }
  }

  /** A table whose count is all ones must be refused by arithmetic, not by memory. */
  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesAllOnesAtEveryOffset(long seed) {
    for (Box box : new Boxes(seed).all().values()) {
      byte[] bytes = box.toSlice().toByteArray();
      for (int at = box.type().headerBytes(); at + 4 <= bytes.length; at++) {
        byte[] huge = bytes.clone();
        java.util.Arrays.fill(huge, at, at + 4, (byte) 0xFF);
        readWhateverItIs(Slice.copyOf(huge));
      }
    }
  }

  @Test
  void refusesRecordsThatCannotBeWritten() {
    assertThatThrownBy(() -> new TrunBox(0, 0x100, 3, 0, 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StszBox(0, 3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MdhdBox(0, 0, 0, 1, 0, "en-US"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new VisualSampleEntry(BoxType.of("avc1"), 1, 1, 1, "x".repeat(32), BoxList.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    VerbatimBox verbatim = new VerbatimBox(new MfhdBox(1), Slice.EMPTY);
    assertThatThrownBy(() -> new VerbatimBox(verbatim, Slice.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void readWhateverItIs(Slice bytes) {
    try {
      BoxList boxes = BoxList.read(bytes, "test");
      BoxWriter out = new BoxWriter();
      boxes.write(out);
      assertThat(out.toSlice()).isEqualTo(bytes.slice(0, out.sizeBytes()));
    } catch (MediaException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static Slice withSize(Slice cut) {
    return new BoxWriter().u32(cut.size()).bytes(cut.from(4)).toSlice();
  }

  private static Slice withLargeSize(Slice box) {
    return new BoxWriter()
        .u32(1)
        .bytes(box.slice(4, 4))
        .i64(box.size() + 8)
        .bytes(box.from(8))
        .toSlice();
  }
}
