package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.test.Vectors.FragmentBoxes;

class ChunkJoinTest {
  private static final int ALL_FIELDS = 0x000F01;

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void hasTheSamplesOfItsChunks(String name) throws Exception {
    for (FragmentBoxes boxes : Vectors.fragments(name)) {
      for (Fragment fragment : FragmentReader.read(boxes.moof(), boxes.mdat())) {
        for (int samplesEach : new int[] {1, 4, 7}) {
          List<Fragment> cut = cut(fragment, samplesEach);
          ChunkJoin join = ChunkJoin.of(cut.getFirst(), TrackDefaults.NONE);
          for (Fragment chunk : cut) {
            assertThat(join.durationTicks() == 0 || join.isFollowedBy(chunk)).isTrue();
            join.add(chunk);
          }
          Fragment whole = join.whole();

          assertThat(FragmentReader.samples(whole)).isEqualTo(FragmentReader.samples(fragment));
          assertThat(whole.time().startTicks()).isEqualTo(fragment.time().startTicks());
          assertThat(whole.samples()).isEqualTo(fragment.samples());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void splitsIntoTheVerySameChunks(String name) throws Exception {
    Fragment fragment = first(name);
    List<Fragment> cut = cut(fragment, 3);
    ChunkJoin join = ChunkJoin.of(cut.getFirst(), TrackDefaults.NONE);
    List<Chunk> chunks = new ArrayList<>();
    for (Fragment chunk : cut) {
      chunks.add(join.add(chunk));
    }

    List<Chunk> split = ChunkJoin.split(join.whole());

    if (cut.size() > 1) {
      assertThat(split).isEqualTo(chunks);
    }
    assertThat(split).extracting(Chunk::wholeStartTicks).containsOnly(fragment.time().startTicks());
    for (int i = 1; i < split.size(); i++) {
      assertThat(split.get(i).startTicks()).isEqualTo(split.get(i - 1).endTicks());
    }
  }

  /** As it reaches the origin from another server: read again from its bytes. */
  @Test
  void survivesBeingSentOn() throws Exception {
    Fragment whole = joined(first(Vectors.FFMPEG_ISMV), 5);
    Slice mdat =
        Slice.concat(
            List.of(
                new BoxWriter()
                    .u32(whole.payload().size() + 8)
                    .i32(MdatBox.TYPE.fourCc())
                    .toSlice(),
                whole.payload()));
    Fragment read = FragmentReader.read(whole.moof(), mdat).getFirst();

    assertThat(ChunkJoin.split(read)).isEqualTo(ChunkJoin.split(whole)).hasSizeGreaterThan(1);
  }

  @Test
  void leavesAFragmentOfOneChunkAsItCame() throws Exception {
    Fragment fragment = first(Vectors.FFMPEG_ISMV);
    ChunkJoin join = ChunkJoin.of(fragment, TrackDefaults.NONE);
    join.add(fragment);
    assertThat(join.whole()).isSameAs(fragment);
    assertThat(ChunkJoin.split(fragment))
        .containsExactly(
            new Chunk(fragment, 0, fragment.time().startTicks(), fragment.time().startTicks()));
  }

  @Test
  void isNotFollowedByWhatComesBehindAHole() throws Exception {
    List<Fragment> cut = cut(first(Vectors.FFMPEG_ISMV), 5);
    ChunkJoin join = ChunkJoin.of(cut.getFirst(), TrackDefaults.NONE);
    join.add(cut.getFirst());
    assertThat(join.isFollowedBy(cut.get(1))).isTrue();
    assertThat(join.isFollowedBy(cut.get(2))).isFalse();
    assertThat(join.isFollowedBy(cut.getFirst())).isFalse();
  }

  @Test
  void refusesEncryptedChunks() throws Exception {
    Fragment fragment = first(Vectors.FFMPEG_ISMV);
    MoofEdit edit = MoofEdit.of(fragment.moof());
    List<Box> inTraf = new ArrayList<>(edit.trafChildren().boxes());
    inTraf.add(new SaizBox(0, 0, 0, 8, fragment.samples().count(), Slice.EMPTY));
    Fragment encrypted =
        new Fragment(
            fragment.trackNumber(),
            fragment.time(),
            fragment.samples(),
            edit.write(inTraf, edit.runPositions()),
            fragment.payload());
    ChunkJoin join = ChunkJoin.of(encrypted, TrackDefaults.NONE);
    assertThatThrownBy(() -> join.add(encrypted))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("expected whole fragments");
  }

  /** Whoever sends may claim anything. */
  @Test
  void refusesAFragmentThatCannotHaveComeInChunks() throws Exception {
    Fragment whole = joined(first(Vectors.FFMPEG_ISMV), 5);
    Fragment shorter =
        new Fragment(
            whole.trackNumber(),
            whole.time(),
            whole.samples(),
            whole.moof(),
            whole.payload().slice(0, whole.payload().size() - 1));
    assertThatThrownBy(() -> ChunkJoin.split(shorter)).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void neverFailsOtherwise() throws Exception {
    Fragment whole = joined(first(Vectors.FFMPEG_ISMV), 5);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3_000; i++) {
      byte[] moof = whole.moof().toByteArray();
      moof[random.nextInt(moof.length)] ^= (byte) (1 << random.nextInt(8));
      Fragment flipped =
          new Fragment(
              whole.trackNumber(),
              whole.time(),
              whole.samples(),
              Slice.copyOf(moof),
              whole.payload());
      Hostile.onlyMediaException(() -> ChunkJoin.split(flipped));
    }
  }

  private static Fragment first(String name) throws Exception {
    FragmentBoxes boxes = Vectors.fragments(name).getFirst();
    return FragmentReader.read(boxes.moof(), boxes.mdat()).getFirst();
  }

  private static Fragment joined(Fragment fragment, int samplesEach) throws MediaException {
    List<Fragment> cut = cut(fragment, samplesEach);
    ChunkJoin join = ChunkJoin.of(cut.getFirst(), TrackDefaults.NONE);
    for (Fragment chunk : cut) {
      join.add(chunk);
    }
    return join.whole();
  }

  /** The samples of a fragment in pieces, each with a {@code moof} of its own. */
  private static List<Fragment> cut(Fragment fragment, int samplesEach) throws MediaException {
    List<Sample> samples = FragmentReader.samples(fragment);
    List<Fragment> chunks = new ArrayList<>();
    for (int from = 0; from < samples.size(); from += samplesEach) {
      List<Sample> some = samples.subList(from, Math.min(samples.size(), from + samplesEach));
      List<TrunBox.Entry> entries = new ArrayList<>();
      for (Sample sample : some) {
        entries.add(
            new TrunBox.Entry(
                sample.durationTicks(),
                sample.data().size(),
                sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC,
                sample.compositionOffsetTicks()));
      }
      BoxWriter mdat = new BoxWriter();
      mdat.box(MdatBox.TYPE, box -> some.forEach(sample -> box.bytes(sample.data())));
      TrunBox run = new TrunBox(1, ALL_FIELDS, entries.size(), 0, 0, entries);
      MoofBox sized = moof(fragment, some.getFirst().decodeTicks(), run);
      MoofBox moof =
          moof(
              fragment,
              some.getFirst().decodeTicks(),
              run.withDataOffset((int) sized.sizeBytes() + 8));
      chunks.add(FragmentReader.read(moof.toSlice(), mdat.toSlice()).getFirst());
    }
    return chunks;
  }

  private static MoofBox moof(Fragment fragment, long decodeTicks, TrunBox run) {
    List<Box> inTraf =
        List.of(
            TfhdBox.ofFlags(fragment.trackNumber(), SampleFlags.NON_SYNC),
            new TfdtBox(decodeTicks),
            run);
    return new MoofBox(new BoxList(List.of(new MfhdBox(1), new TrafBox(new BoxList(inTraf)))));
  }
}
