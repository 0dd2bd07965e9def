package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.simulator.content.ClipTrack;

class DialectTest {
  @TempDir private Path folder;

  static Stream<Dialect> dialects() {
    return Stream.of(
        Dialect.piff(),
        Dialect.piff().inBand(),
        Dialect.ismv(),
        Dialect.ismv().inBand(),
        Dialect.ismlmux(),
        Dialect.fmp4(),
        Dialect.fmp4().inBand(),
        Dialect.ismlmux().inBand());
  }

  // Without announced codec data FFmpeg's demultiplexer is lost: an origin has to fill it in.
  static Stream<Dialect> announcedDialects() {
    return Stream.of(Dialect.piff(), Dialect.ismv(), Dialect.ismlmux(), Dialect.fmp4());
  }

  @ParameterizedTest
  @MethodSource("announcedDialects")
  void isDecodedByFfmpegToTheLastFrameWithoutAComplaint(Dialect dialect) throws Exception {
    Path file = Files.write(folder.resolve("capture.ismv"), body(dialect).toByteArray());
    // Four fragments of 50 frames per picture, and 375 AAC frames (or one more, for priming).
    int priming = dialect.style() == Dialect.Style.ISMV ? 1 : 0;
    assertThat(ForeignReader.read(file))
        .containsExactly(
            new ForeignReader.Decoded("h264", 320, 200),
            new ForeignReader.Decoded("h264", 160, 200),
            new ForeignReader.Decoded("aac", 2, 375 + priming));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void isReadBackToTheSamplesOfTheClip(Dialect dialect) throws Exception {
    FakeServer.Connection post = post(dialect);
    ClipTrack clip = (ClipTrack) HeaderWriter.clocked(dialect, Clips.TRACKS.get(1));
    Slice parameterSets = HeaderWriter.parameterSets(dialect, clip);
    Programme programme = Programme.endless(Clips.TRACKS);
    FragmentTime second = programme.span(1, clip.info().stream().timescale());

    Fragment read =
        post.fragments().stream()
            .filter(fragment -> fragment.trackNumber() == 2)
            .skip(1)
            .findFirst()
            .orElseThrow();
    assertThat(read.time()).isEqualTo(second);
    List<Sample> samples = FragmentReader.samples(read);
    List<Sample> expected = clip.cut(second);
    assertThat(samples).extracting(Sample::sync).isEqualTo(map(expected, Sample::sync));
    assertThat(samples)
        .extracting(Sample::decodeTicks)
        .isEqualTo(map(expected, Sample::decodeTicks));
    assertThat(samples.getFirst().data())
        .isEqualTo(Slice.concat(List.of(parameterSets, expected.getFirst().data())));
    assertThat(samples.getLast().data()).isEqualTo(expected.getLast().data());
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void announcesWhatAServerMustKnow(Dialect dialect) throws Exception {
    FakeServer.Connection post = post(dialect);
    Announce announce = Announce.read(post.boxes());
    for (Fragment fragment : post.fragments().subList(0, 3)) {
      announce = announce.withCodecDataFrom(fragment);
    }
    List<TrackInfo> expected =
        Clips.TRACKS.stream().map(track -> HeaderWriter.clocked(dialect, track).info()).toList();
    assertThat(announce.tracks())
        .extracting(track -> track.stream().timescale())
        .isEqualTo(map(expected, track -> track.stream().timescale()));
    assertThat(announce.tracks())
        .extracting(track -> track.stream().name())
        .containsExactly("video", "video", "audio");
    assertThat(announce.tracks())
        .extracting(track -> track.level().codecPrivateData())
        .isEqualTo(map(expected, track -> track.level().codecPrivateData()));
    assertThat(announce.tracks())
        .extracting(track -> track.level().format())
        .isEqualTo(map(expected, track -> track.level().format()));
  }

  @Test
  void saysEverythingInTheStandardsOwnWords() throws Exception {
    Announce announce = Announce.read(post(Dialect.piff()).boxes());
    assertThat(announce.tracks()).isEqualTo(map(Clips.TRACKS, ClipTrack::info));
  }

  @Test
  void writesTheFirstFragmentOfThePictureAsFfmpegDoes() throws Exception {
    // Sizes and offsets of the boxes as captured from FFmpeg 5.1.9: smooth 25 fps, 50 frames.
    Slice moof = post(Dialect.ismv()).fragments().getFirst().moof();
    assertThat(moof.slice(0, 76).toHex())
        .isEqualTo(
            "000002086d6f6f66"
                + "000000106d66686400000000"
                + "00000001"
                + "000001f074726166"
                + "00000014746668640000002000000001"
                + "01010000"
                + "000001a87472756e010003050000003200000210"
                + "02000000");
    assertThat(moof.from(moof.size() - 44).toHex())
        .isEqualTo(
            "0000002c757569646d1d9b0542d544e680e2141daff757b2"
                + "010000000000000000000000"
                + "0000000001312d00");
  }

  @Test
  void writesTheFirstFragmentOfThePictureAsGstreamerDoes() throws Exception {
    // As captured from GStreamer 1.22's ismlmux, but for the sizes of the samples.
    Slice moof = post(Dialect.ismlmux()).fragments().getFirst().moof();
    assertThat(moof.slice(0, 96).toHex())
        .startsWith(
            "000002ea6d6f6f66"
                + "000000106d6668640000000000000001"
                + "000002d274726166"
                + "000000107466686400000000"
                + "00000001"
                + "00000010746664740000000000000000"
                + "0000026c7472756e0000070100000032000002f2"
                + "00000064")
        .endsWith("00000040");
    assertThat(moof.from(moof.size() - 62).toHex())
        .isEqualTo("0000003e7364747000000000" + "14" + "1c".repeat(49));
  }

  @Test
  void beginsTheSoundBeforeZeroWithFfmpegsPrimingSample() throws Exception {
    FakeServer.Connection post = post(Dialect.ismv());
    assertThat(post.starts(3)).startsWith(-213_334L, 20_053_333L, 40_106_666L);
    assertThat(post(Dialect.piff()).starts(3)).startsWith(0L, 20_053_333L);
  }

  @Test
  void countsTheSoundInSamplesWithGstreamersClock() throws Exception {
    assertThat(
            HeaderWriter.clocked(Dialect.ismlmux(), Clips.TRACKS.getLast()).info().stream()
                .timescale())
        .isEqualTo(new Timescale(48_000));
    assertThat(post(Dialect.ismlmux()).starts(3)).startsWith(0L, 94 * 1024L, 188 * 1024L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000, 65_536})
  void isTheSameInPiecesOfAnySize(int pieceBytes) throws Exception {
    FakeServer.Connection pieces = post(Dialect.piff().inPiecesOf(pieceBytes));
    assertThat(pieces.body()).isEqualTo(body(Dialect.piff()));
    assertThat(pieces.sendBytes).noneMatch(sizeBytes -> sizeBytes > pieceBytes);
  }

  private static <T, R> List<R> map(List<T> list, Function<T, R> function) {
    return list.stream().map(function).toList();
  }

  private static Slice body(Dialect dialect) {
    return post(dialect).body();
  }

  private static FakeServer.Connection post(Dialect dialect) {
    Delivery delivery = Delivery.standard().direct().at(new Pace.Unpaced()).in(dialect);
    EncoderPlan plan =
        new EncoderPlan(
            Programme.endless(Clips.TRACKS).ofFragments(4),
            Target.onePost("/live.isml"),
            delivery,
            List.of());
    return new FakeServer(plan).start().posts().getFirst();
  }
}
