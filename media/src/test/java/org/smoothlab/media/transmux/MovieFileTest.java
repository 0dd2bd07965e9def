package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.iso14496.part12.ChunkOffset64BitBox;
import org.mp4parser.boxes.iso14496.part12.EditListBox;
import org.mp4parser.boxes.iso14496.part12.SampleSizeBox;
import org.mp4parser.boxes.iso14496.part12.SampleToChunkBox;
import org.mp4parser.boxes.iso14496.part12.SyncSampleBox;
import org.mp4parser.boxes.iso14496.part12.TimeToSampleBox;
import org.mp4parser.boxes.iso14496.part12.TrackBox;
import org.mp4parser.support.AbstractBox;
import org.mp4parser.tools.Path;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;

/** Fragments of FFmpeg as a movie, as mp4parser reads it. */
class MovieFileTest {
  private static final TrackInfo VIDEO =
      track(
          1,
          StreamKind.VIDEO,
          new QualityLevel(
              1_000_000,
              "H264",
              Slice.ofHex(
                  "00000001674d401ed900a02ff97011000003000100000300320f162e48"
                      + "0000000168ebccb2"),
              new MediaFormat.Video(1280, 720, 4),
              List.of()));
  private static final TrackInfo AUDIO =
      track(
          2,
          StreamKind.AUDIO,
          new QualityLevel(
              64_000,
              "AACL",
              Slice.ofHex("1190"),
              new MediaFormat.Audio(48_000, 2, 16, 4, 255),
              List.of()));

  private final SampleTable video = new SampleTable(VIDEO);
  private final SampleTable audio = new SampleTable(AUDIO);
  private final List<List<Fragment>> fragments = List.of(new ArrayList<>(), new ArrayList<>());

  @Test
  void isTheMovieOfItsFragments() throws Exception {
    addAll(0);
    byte[] file = write(new MovieFile(List.of(video, audio), span()));

    try (IsoFile movie = parse(file)) {
      assertThat(movie.getBoxes())
          .extracting(box -> box.getType())
          .containsExactly("ftyp", "moov", "mdat");
      List<TrackBox> tracks = movie.getMovieBox().getBoxes(TrackBox.class);
      assertThat(tracks).hasSize(2);
      for (int table = 0; table < 2; table++) {
        assertTrack(tracks.get(table), fragments.get(table), file);
      }
      assertThat(movie.getMovieBox().getMovieHeaderBox().getDuration())
          .isEqualTo(span().endTicks() - span().startTicks());
    }
  }

  @Test
  void waitsInATrackThatBeginsLater() throws Exception {
    addAll(0);
    SampleTable late = new SampleTable(AUDIO);
    for (Fragment fragment : fragments.get(1)) {
      late.add(at(fragment, fragment.time().startTicks() + 5_000_000));
    }

    byte[] file =
        write(new MovieFile(List.of(video, late), MovieFile.Span.of(List.of(video, late))));

    try (IsoFile movie = parse(file)) {
      List<TrackBox> tracks = movie.getMovieBox().getBoxes(TrackBox.class);
      long firstTicks = late.startTicks() - video.startTicks();
      assertThat(edits(tracks.get(0)))
          .hasSize(1)
          .first()
          .extracting(EditListBox.Entry::getMediaTime)
          .isEqualTo(0L);
      assertThat(edits(tracks.get(1)))
          .extracting(EditListBox.Entry::getSegmentDuration, EditListBox.Entry::getMediaTime)
          .first()
          .isEqualTo(org.assertj.core.groups.Tuple.tuple(firstTicks, -1L));
    }
  }

  @Test
  void leavesOutWhatIsBeforeAndBehindTheSpan() throws Exception {
    addAll(0);
    long fromTicks = video.startTicks() + 4_000_000;
    MovieFile.Span span = new MovieFile.Span(fromTicks, fromTicks + 10_000_000);

    byte[] file = write(new MovieFile(List.of(video, audio), span));

    try (IsoFile movie = parse(file)) {
      for (TrackBox track : movie.getMovieBox().getBoxes(TrackBox.class)) {
        assertThat(edits(track)).hasSize(1);
        assertThat(edits(track).getFirst().getSegmentDuration()).isEqualTo(10_000_000);
      }
      List<TrackBox> tracks = movie.getMovieBox().getBoxes(TrackBox.class);
      assertThat(edits(tracks.getFirst()).getFirst().getMediaTime()).isEqualTo(4_000_000);
      assertThat(edits(tracks.getLast()).getFirst().getMediaTime())
          .isEqualTo(fromTicks - audio.startTicks());
    }
  }

  @Test
  void letsTheLastSampleGoOnInAHole() throws Exception {
    addAll(0);
    long endTicks = video.endTicks();
    int sampleCount = video.sampleCount();
    Fragment again = at(fragments.getFirst().getFirst(), endTicks + 7_000_000);
    video.add(again);
    fragments.getFirst().add(again);

    byte[] file = write(new MovieFile(List.of(video), span()));

    try (IsoFile movie = parse(file)) {
      TrackBox track = movie.getMovieBox().getBoxes(TrackBox.class).getFirst();
      long[] durations =
          TimeToSampleBox.blowupTimeToSamples(
              box(track, "stts", TimeToSampleBox.class).getEntries());
      List<Sample> last =
          FragmentReader.samples(fragments.getFirst().get(fragments.getFirst().size() - 2));
      assertThat(durations[sampleCount - 1]).isEqualTo(last.getLast().durationTicks() + 7_000_000);
    }
  }

  @Test
  void takesNoFragmentOfThePast() throws Exception {
    addAll(0);

    assertThatThrownBy(() -> video.add(at(fragments.getFirst().getFirst(), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before the last sample");
  }

  private void addAll(long offsetTicks) throws MediaException {
    for (Vectors.FragmentBoxes boxes : Vectors.fragments(Vectors.FFMPEG_ISMV)) {
      Fragment read = FragmentReader.read(boxes.moof(), boxes.mdat()).getFirst();
      Fragment fragment = at(read, read.time().startTicks() + offsetTicks);
      fragments.get(fragment.trackNumber() - 1).add(fragment);
      (fragment.trackNumber() == 1 ? video : audio).add(fragment);
    }
    assertThat(video.isEmpty()).isFalse();
    assertThat(audio.isEmpty()).isFalse();
  }

  private static Fragment at(Fragment fragment, long startTicks) {
    return new Fragment(
        fragment.trackNumber(),
        new FragmentTime(startTicks, fragment.time().durationTicks()),
        fragment.samples(),
        fragment.moof(),
        fragment.payload());
  }

  private MovieFile.Span span() {
    return MovieFile.Span.of(List.of(video, audio));
  }

  private byte[] write(MovieFile movie) throws MediaException {
    List<Slice> parts = new ArrayList<>();
    parts.add(movie.head());
    for (MovieFile.Chunk chunk : movie.chunks()) {
      for (Sample sample :
          FragmentReader.samples(fragments.get(chunk.table()).get(chunk.index()))) {
        parts.add(sample.data());
      }
    }
    return Slice.concat(parts).toByteArray();
  }

  private static void assertTrack(TrackBox track, List<Fragment> fragments, byte[] file)
      throws MediaException {
    List<Sample> samples = new ArrayList<>();
    for (Fragment fragment : fragments) {
      samples.addAll(FragmentReader.samples(fragment));
    }
    long[] sizes = box(track, "stsz", SampleSizeBox.class).getSampleSizes();
    assertThat(sizes)
        .containsExactly(samples.stream().mapToLong(sample -> sample.data().size()).toArray());
    assertThat(
            TimeToSampleBox.blowupTimeToSamples(
                box(track, "stts", TimeToSampleBox.class).getEntries()))
        .hasSize(samples.size());
    assertThat(box(track, "stss", SyncSampleBox.class) == null)
        .isEqualTo(samples.stream().allMatch(Sample::sync));
    long[] offsets = box(track, "co64", ChunkOffset64BitBox.class).getChunkOffsets();
    assertThat(offsets).hasSize(fragments.size());
    long[] perChunk = box(track, "stsc", SampleToChunkBox.class).blowup(offsets.length);
    int sample = 0;
    for (int chunk = 0; chunk < offsets.length; chunk++) {
      int at = (int) offsets[chunk];
      for (int i = 0; i < perChunk[chunk]; i++, sample++) {
        byte[] bytes = java.util.Arrays.copyOfRange(file, at, at + (int) sizes[sample]);
        assertThat(Slice.copyOf(bytes)).isEqualTo(samples.get(sample).data());
        at += (int) sizes[sample];
      }
    }
    assertThat(sample).isEqualTo(samples.size());
  }

  private static List<EditListBox.Entry> edits(TrackBox track) {
    return Path.<EditListBox>getPath(track, "edts/elst").getEntries();
  }

  private static <B extends AbstractBox> B box(TrackBox track, String type, Class<B> kind) {
    return kind.cast(Path.getPath(track, "mdia/minf/stbl/" + type));
  }

  private static IsoFile parse(byte[] file) throws java.io.IOException {
    return new IsoFile(Channels.newChannel(new ByteArrayInputStream(file)));
  }

  private static TrackInfo track(int number, StreamKind kind, QualityLevel level) {
    return new TrackInfo(
        number,
        new StreamInfo(
            kind,
            kind.name().toLowerCase(java.util.Locale.ROOT),
            "",
            "",
            Timescale.SMOOTH,
            StreamInfo.Sparse.NONE),
        level);
  }
}
