package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;

class BoxListTest {
  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void writesFilesOfOthersByteForByte(String name) throws MediaException {
    Slice bytes = Vectors.load(name);
    BoxWriter out = new BoxWriter();

    BoxList.read(bytes, name).write(out);

    assertThat(out.toSlice()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void knowsEveryBoxOfOthersButTheirMetadata(String name) throws MediaException {
    List<String> opaque = new ArrayList<>();
    collectOpaque(BoxList.read(Vectors.load(name), name), opaque);

    assertThat(opaque).isSubsetOf("ilst");
  }

  @Test
  void findsWhatABoxMeansAlsoWhereItIsKeptVerbatim() throws MediaException {
    Slice largeSize = ofHex("00000001 6d666864 0000000000000018 00000000 00000009");

    BoxList boxes = BoxList.read(largeSize, "test");

    assertThat(boxes.boxes()).hasOnlyElementsOfType(VerbatimBox.class);
    assertThat(boxes.find(MfhdBox.class)).contains(new MfhdBox(9));
    assertThat(boxes.all(MfhdBox.class)).hasSize(1);
    assertThat(boxes.find(MfhdBox.TYPE)).get().extracting(Box::toSlice).isEqualTo(largeSize);
  }

  @Test
  void keepsReservedBitsTrailingBytesAndLaterVersions() throws MediaException {
    Slice odd =
        ofHex(
            """
            00000012 6d666864 000000ff 00000009 eeee
            00000010 6d666864 05000000 00000009
            0000000b 6d6f6f76 000000
            """);
    BoxWriter out = new BoxWriter();

    BoxList boxes = BoxList.read(odd, "test");
    boxes.write(out);

    assertThat(out.toSlice()).isEqualTo(odd);
    assertThat(boxes.all(MfhdBox.class)).containsExactly(new MfhdBox(9));
    assertThat(boxes.boxes().get(1))
        .isEqualTo(new OpaqueBox(MfhdBox.TYPE, ofHex("0500000000000009")));
    assertThat(boxes.find(MoovBox.class)).contains(new MoovBox(BoxList.NONE));
  }

  @Test
  void readsALastBoxOfSizeZeroToTheEnd() throws MediaException {
    Slice file = ofHex("00000000 6d646174 010203");

    BoxList boxes = BoxList.read(file, "test");

    assertThat(boxes.find(MdatBox.class)).contains(new MdatBox(ofHex("010203")));
    assertThat(boxes.boxes().getFirst().toSlice()).isEqualTo(file);
  }

  @Test
  void refusesSizeZeroInAnotherBox() {
    assertThatThrownBy(() -> BoxList.read(ofHex("00000010 6d6f6f76 00000000 74726b61"), "test"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("moov @+0: box trka of size 0 in another box (ISO/IEC 14496-12, 4.2)");
  }

  @Test
  void namesThePathOfWhatIsWrong() {
    Slice moof =
        ofHex("00000024 6d6f6f66 00000008 74726166 00000014 74726166 00000010 74666864 0000");

    assertThatThrownBy(() -> BoxList.read(moof.slice(0, 0x22), "test"))
        .hasMessage("test @+0: box moof needs 36 bytes, has 34");
    assertThatThrownBy(() ->
            BoxList.read(
                ofHex(
                    "00000022 6d6f6f66 00000008 74726166 00000012 74726166 0000000a 74666864 0000"),
                "test"))
        .hasMessage("moof/traf[1]/tfhd @+1: needs 3 bytes, has 1");
  }

  @Test
  void refusesBoxesThatLieTooDeep() {
    Slice nested = Slice.EMPTY;
    for (int i = 0; i < 20; i++) {
      nested = new OpaqueBox(MoovBox.TYPE, nested).toSlice();
    }
    Slice tooDeep = nested;

    assertThatThrownBy(() -> BoxList.read(tooDeep, "test"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageEndingWith("boxes lie deeper than 16");
  }

  @Test
  void refusesTooManyBoxes() {
    byte[] many = new byte[8 * 100_001];
    for (int i = 0; i < many.length; i += 8) {
      many[i + 3] = 8;
      many[i + 4] = 'a';
    }

    assertThatThrownBy(() -> BoxList.read(Slice.copyOf(many), "test"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageEndingWith("more than 100000 boxes");
  }

  @Test
  void survivesTruncationAtEveryOffset() throws MediaException {
    Slice header = Vectors.boxes(Vectors.FFMPEG_ISMV).get(2).bytes();
    for (long size = 1; size < header.size(); size++) {
      Slice truncated = header.slice(0, size);
      Slice patched =
          Slice.concat(
              List.of(
                  ofHex("%08x".formatted(Math.max(8, size))),
                  header.slice(4, Math.max(4, size - 4))));
      assertThatThrownBy(() -> requireBoxes(truncated)).isInstanceOf(MediaException.class);
      readWhateverItIs(patched);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesFlippedBits(long seed) throws MediaException {
    SplittableRandom random = new SplittableRandom(seed);
    List<TopLevelBox> boxes = Vectors.boxes(Vectors.FFMPEG_ISMV);
    for (int i = 0; i < 200; i++) {
      readWhateverItIs(Vectors.flip(boxes.get(random.nextInt(4)).bytes(), random));
    }
  }

  private static void requireBoxes(Slice bytes) throws MediaException {
    if (BoxList.read(bytes, "test").boxes().isEmpty()) {
      throw new MalformedMediaException("fewer bytes than a header has");
    }
  }

  /** What can be read is written as it was. */
  private static void readWhateverItIs(Slice bytes) {
    try {
      BoxWriter out = new BoxWriter();
      BoxList.read(bytes, "test").write(out);
      assertThat(out.toSlice()).isEqualTo(bytes.slice(0, out.sizeBytes()));
      assertThat(bytes.size() - out.sizeBytes()).isLessThan(8);
    } catch (MediaException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void collectOpaque(BoxList boxes, List<String> opaque) {
    for (Box box : boxes.boxes()) {
      if (MoofEdit.meaning(box) instanceof OpaqueBox) {
        opaque.add(box.type().toString());
      }
      collectOpaque(box.children(), opaque);
    }
  }
}
