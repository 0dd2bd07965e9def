package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;

class BoxSplitterTest {
  private final BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);

  @Test
  void findsTheEmptyMfraThatEndsAStream() throws MediaException {
    assertThat(splitter.feed(ofHex("00000008 6d667261")))
        .containsExactly(new TopLevelBox(BoxType.of("mfra"), ofHex("00000008 6d667261"), 0));
    assertThat(splitter.pendingBytes()).isZero();
  }

  @Test
  void countsOffsetsAndPendingBytesOfAnUnfinishedBox() throws MediaException {
    Slice bytes = ofHex("0000000a 66726565 abcd  0000000c 6d646174 01");

    assertThat(splitter.feed(bytes))
        .containsExactly(new TopLevelBox(BoxType.of("free"), ofHex("0000000a 66726565 abcd"), 0));
    assertThat(splitter.pendingBytes()).isEqualTo(9);
    assertThat(splitter.feed(ofHex("020304")))
        .containsExactly(
            new TopLevelBox(BoxType.of("mdat"), ofHex("0000000c 6d646174 01020304"), 10));
    assertThat(splitter.pendingBytes()).isZero();
  }

  @Test
  void readsALargeSize() throws MediaException {
    TopLevelBox box = splitter.feed(ofHex("00000001 6d646174 0000000000000013 aabbcc")).getFirst();

    assertThat(box.type()).isEqualTo(MdatBox.TYPE);
    assertThat(box.body()).isEqualTo(ofHex("aabbcc"));
  }

  @Test
  void readsAnExtendedType() throws MediaException {
    TopLevelBox box =
        splitter.feed(ofHex("0000001a 75756964 a5d40b30e81411ddba2f0800200c9a66 3c3e")).getFirst();

    assertThat(box.type()).isEqualTo(BoxType.uuid("a5d40b30-e814-11dd-ba2f-0800200c9a66"));
    assertThat(box.type()).hasToString("liveServerManifest");
    assertThat(box.body()).isEqualTo(ofHex("3c3e"));
  }

  @Test
  void readsAnExtendedTypeBehindALargeSize() throws MediaException {
    TopLevelBox box =
        splitter
            .feed(ofHex("00000001 75756964 0000000000000021 d08a4f1810f34a82b6c832d8aba183d3 ff"))
            .getFirst();

    assertThat(box.type()).hasToString("piffPssh");
    assertThat(box.body()).isEqualTo(ofHex("ff"));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void findsTheSameBoxesWholeAndByteByByte(String name) throws MediaException {
    Slice bytes = Vectors.load(name);
    List<TopLevelBox> whole = splitter.feed(bytes);
    BoxSplitter dripped = new BoxSplitter(BoxLimits.LIVE);
    List<TopLevelBox> found = new ArrayList<>();
    for (long at = 0; at < bytes.size(); at++) {
      found.addAll(dripped.feed(bytes.slice(at, 1)));
    }

    assertThat(found).isEqualTo(whole).hasSizeGreaterThan(5);
    assertThat(Slice.concat(whole.stream().map(TopLevelBox::bytes).toList())).isEqualTo(bytes);
    assertThat(dripped.pendingBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void findsTheSameBoxesInPieces(long seed) throws MediaException {
    Slice bytes = Vectors.load(Vectors.FFMPEG_ISMV);
    List<TopLevelBox> found = new ArrayList<>();
    for (Slice piece : Vectors.cut(bytes, new SplittableRandom(seed))) {
      found.addAll(splitter.feed(piece));
    }

    assertThat(found).isEqualTo(new BoxSplitter(BoxLimits.LIVE).feed(bytes));
  }

  @Test
  void keepsNothingOfTheArrivedMemory() throws MediaException {
    MemorySegment arriving = Arena.ofAuto().allocate(12);
    arriving.copyFrom(ofHex("0000000c 6d646174 01020304").memory());
    TopLevelBox box = splitter.feed(Slice.view(arriving)).getFirst();

    arriving.fill((byte) 0x55);

    assertThat(box.body()).isEqualTo(ofHex("01020304"));
    assertThat(box.bytes().memory().isNative()).isTrue();
  }

  @Test
  void refusesSizeZero() {
    assertThatThrownBy(() -> splitter.feed(ofHex("00000000 6d646174")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "stream @+0: box mdat of size 0, which a live stream cannot have (ISO/IEC 14496-12, 4.2)");
  }

  @Test
  void refusesASizeBelowTheHeader() {
    assertThatThrownBy(() -> splitter.feed(ofHex("00000007 6d646174")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "stream @+0: box mdat says 7 bytes, expected 8..2^63-1 (ISO/IEC 14496-12, 4.2)");
  }

  @Test
  void refusesALargeSizeBelowTheHeader() {
    assertThatThrownBy(() -> splitter.feed(ofHex("00000001 6d646174 000000000000000f")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "stream @+0: box mdat says 15 bytes, expected 16..2^63-1 (ISO/IEC 14496-12, 4.2)");
  }

  @Test
  void refusesALargeSizeBeyond63Bits() {
    assertThatThrownBy(() -> splitter.feed(ofHex("00000001 6d646174 ffffffffffffffff")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "stream @+0: box mdat says 18446744073709551615 bytes, expected 16..2^63-1 (ISO/IEC 14496-12, 4.2)");
  }

  @Test
  void refusesABoxBeyondTheLimitOfItsType() {
    BoxSplitter strict = new BoxSplitter(new BoxLimits(Map.of(MoofBox.TYPE, 100L), 1000));

    assertThatThrownBy(() -> strict.feed(ofHex("00000065 6d6f6f66")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("stream @+0: box moof of 101 bytes, limit is 100");
  }

  @Test
  void returnsWhatWasWholeBeforeTheBadBoxAndThrowsNext() throws MediaException {
    assertThat(splitter.feed(ofHex("00000008 66726565 00000007 6d646174"))).hasSize(1);
    assertThatThrownBy(() -> splitter.feed(Slice.EMPTY))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "stream @+8: box mdat says 7 bytes, expected 8..2^63-1 (ISO/IEC 14496-12, 4.2)");
    assertThatThrownBy(() -> splitter.feed(ofHex("00000008 66726565")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void spendsMemoryOnlyOnBytesReceived() throws MediaException {
    splitter.feed(ofHex("04000000 6d646174")); // promises 64 MiB

    assertThat(splitter.capacityBytes()).isEqualTo(64 << 10);
    splitter.feed(Slice.copyOf(new byte[64 << 10]));
    assertThat(splitter.capacityBytes()).isEqualTo(128 << 10);
  }

  @Test
  void givesABoxAtOnceTwiceWhatItsSenderHasEarned() throws MediaException {
    splitter.feed(ofHex("00030000 6d646174"));
    splitter.feed(Slice.copyOf(new byte[(192 << 10) - 8]));
    splitter.feed(ofHex("04000000 6d646174"));

    assertThat(splitter.capacityBytes()).isEqualTo(384 << 10);
  }

  @Test
  void losesNothingWhenTheMemoryOfABoxGrows() throws MediaException {
    byte[] body = new byte[300_000];
    new SplittableRandom(7).nextBytes(body);
    splitter.feed(ofHex("000493e8 6d646174"));
    List<TopLevelBox> found = new ArrayList<>();
    for (Slice piece : Vectors.cut(Slice.copyOf(body), new SplittableRandom(8))) {
      found.addAll(splitter.feed(piece));
    }

    assertThat(found).singleElement().extracting(TopLevelBox::body).isEqualTo(Slice.copyOf(body));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Slice bytes = Vectors.flip(Vectors.load(Vectors.GSTREAMER), random);
    long found = 0;
    try {
      for (Slice piece : Vectors.cut(bytes, random)) {
        found += splitter.feed(piece).stream().mapToLong(box -> box.bytes().size()).sum();
      }
      found += splitter.pendingBytes();
      assertThat(found).isEqualTo(bytes.size());
    } catch (MediaException e) {
      assertThat(e).hasMessageStartingWith("stream @+");
    }
  }
}
