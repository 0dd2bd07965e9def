package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.encoder.EncoderReport.ChunkSent;
import org.smoothlab.simulator.encoder.EncoderReport.FragmentSent;
import org.smoothlab.simulator.encoder.FakeServer.Connection;

/** Fragments in chunks of 200 ms: five pictures of 40 ms, nine frames of sound of 21.3 ms. */
class ChunkedEncoderTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;
  private static final ChunkLength LENGTH = ChunkLength.ofNanos(200 * MS);
  private static final List<ClipTrack> PICTURE = Clips.TRACKS.subList(0, 1);
  private static final List<ClipTrack> SOUND = Clips.TRACKS.subList(2, 3);

  @TempDir private Path folder;

  static Stream<Dialect> dialects() {
    return Stream.of(
        Dialect.cmaf(), Dialect.fmp4(), Dialect.piff(), Dialect.ismlmux(), Dialect.cmaf().inBand());
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void hasInTheChunksOfAFragmentTheSamplesOfTheWholeFragment(Dialect dialect) throws Exception {
    for (List<ClipTrack> track : List.of(PICTURE, SOUND)) {
      List<Sample> whole = samples(post(plan(track, dialect).unpaced()).fragments());
      List<Fragment> chunks = post(plan(track, dialect.inChunksOf(LENGTH)).unpaced()).fragments();

      assertThat(samples(chunks)).isEqualTo(whole);
      assertThat(chunks).hasSize(track.equals(PICTURE) ? 30 : 33);
    }
  }

  @Test
  void fillsEachChunkWithWholeFramesButTheLastOfAFragment() throws Exception {
    List<Fragment> chunks =
        post(plan(SOUND, Dialect.cmaf().inChunksOf(LENGTH)).unpaced()).fragments();

    assertThat(chunks.subList(0, 11))
        .extracting(chunk -> FragmentReader.samples(chunk).size())
        .containsExactly(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 4);
    // 192 ms are 96 % of 200 ms.
    assertThat(chunks.subList(0, 10))
        .allSatisfy(
            chunk -> assertThat(chunk.time().durationTicks()).isBetween(1_919_999L, 1_920_001L));
  }

  @Test
  void sendsEachChunkWhenItsLastFrameIsCaptured() {
    FakeServer server =
        new FakeServer(plan(PICTURE, Dialect.cmaf().inChunksOf(LENGTH)).plan())
            .start()
            .until(4 * SECOND);

    assertThat(server.reportNanos(ChunkSent.class))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 20).mapToObj(count -> count * 200 * MS).toList());
    assertThat(server.reportNanos(FragmentSent.class)).containsExactly(2 * SECOND, 4 * SECOND);
    assertThat(server.posts().getFirst().sendNanos.stream().distinct())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(0, 20).mapToObj(count -> count * 200 * MS).toList());
  }

  @Test
  void interleavesPictureAndSoundByTheirTime() throws Exception {
    FakeServer server =
        new FakeServer(plan(Clips.TRACKS, Dialect.cmaf().inChunksOf(LENGTH)).plan())
            .start()
            .until(600 * MS);

    assertThat(server.posts().getFirst().fragments())
        .extracting(Fragment::trackNumber)
        .containsExactly(3, 1, 2, 3, 1, 2, 3, 1, 2);
    assertThat(server.reportNanos(ChunkSent.class).subList(0, 4))
        .containsExactly(192 * MS, 200 * MS, 200 * MS, 384 * MS);
  }

  @Test
  void letsSoundBeginBehindThePictureWhereNothingElseSaysWhereAFragmentBegins() throws Exception {
    FakeServer server =
        new FakeServer(plan(Clips.TRACKS, Dialect.fmp4().inChunksOf(LENGTH)).plan())
            .start()
            .until(600 * MS);

    assertThat(server.posts().getFirst().fragments())
        .extracting(Fragment::trackNumber)
        .containsExactly(1, 2, 3, 3, 1, 2, 3, 1, 2);
    assertThat(server.reportNanos(ChunkSent.class).subList(0, 4))
        .containsExactly(200 * MS, 200 * MS, 200 * MS, 384 * MS);
  }

  @Test
  void marksTheFirstChunkOfASegmentOnlyAndTellsTheTimeOfEach() throws Exception {
    MediaStart start = new MediaStart(0, 0, 0, 1_767_225_600L * SECOND);
    Planned planned = plan(PICTURE, Dialect.cmaf().inChunksOf(LENGTH)).from(start).unpaced();
    List<TopLevelBox> boxes = post(planned).boxes();

    List<String> types = boxes.stream().map(box -> box.type().toString()).toList();
    List<String> segment = new ArrayList<>(List.of("styp"));
    for (int chunk = 0; chunk < 10; chunk++) {
      segment.addAll(List.of("prft", "moof", "mdat"));
    }
    assertThat(types.subList(2, 33)).isEqualTo(segment);
    assertThat(types.subList(33, 64)).isEqualTo(segment);
    // 2026-01-01T00:00:00.200Z, in NTP's seconds since 1900 and their fractions; 200 ms of media.
    assertThat(boxes.get(6).bytes().toHex())
        .isEqualTo(
            "0000002070726674"
                + "01000000"
                + "00000001"
                + "ed003780"
                + "33333333"
                + "00000000001e8480");
    assertThat(boxes.get(2).bytes().toHex())
        .isEqualTo("0000001873747970" + "636d6673" + "00000000" + "636d6673" + "6d736468");
    assertThat(boxes.get(64).bytes().from(24)).isEqualTo(Slice.ofUtf8("lmsg"));
  }

  @Test
  void numbersChunksUpwards() throws Exception {
    Planned planned = plan(SOUND, Dialect.cmaf().inChunksOf(LENGTH)).unpaced();

    assertThat(post(planned).boxes())
        .filteredOn(box -> box.type().toString().equals("moof"))
        .extracting(box -> box.bytes().slice(20, 4).toHex())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void beginsWithWholeFragmentsAgainAfterALoss() throws Exception {
    Planned planned = plan(PICTURE, Dialect.cmaf().inChunksOf(LENGTH));
    FakeServer server = new FakeServer(planned.plan()).start().until(4900 * MS);
    server.fire(new Event.Lost(1, "cable"));
    server.until(5900 * MS);

    List<Fragment> again = server.posts().getLast().fragments();
    assertThat(again.getFirst().time().startTicks()).isZero();
    assertThat(samples(again)).hasSize(145);
    assertThat(server.reports(FragmentSent.class)).hasSize(4);
  }

  @Test
  void leavesOutNothingOfAFragmentThatHasBegun() throws Exception {
    Planned planned = plan(PICTURE, Dialect.fmp4().inChunksOf(LENGTH));
    FakeServer server =
        new FakeServer(planned.endless().with(new EncoderFault.Stall(2500 * MS, 65 * SECOND)))
            .start()
            .until(67_500 * MS);

    assertThat(server.reports(EncoderReport.FragmentsLeftOut.class))
        .extracting(EncoderReport.FragmentsLeftOut::fragmentCount)
        .containsExactly(1L);
    List<Sample> samples = samples(server.posts().getFirst().fragments());
    ClipTrack clip = (ClipTrack) HeaderWriter.clocked(Dialect.fmp4(), PICTURE.getFirst());
    Programme programme = planned.plan().programme();
    assertThat(samples.subList(50, 100))
        .isEqualTo(clip.cut(programme.span(1, clip.info().stream().timescale())));
    assertThat(samples.get(100).sync()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"fmp4, 100", "cmaf, 150"})
  void stopsBehindWhatHasBegun(String style, int sampleCount) throws Exception {
    Dialect dialect = style.equals("cmaf") ? Dialect.cmaf() : Dialect.fmp4();
    FakeServer server =
        new FakeServer(plan(PICTURE, dialect.inChunksOf(LENGTH)).endless())
            .start()
            .until(2500 * MS);
    server.fire(new Event.StopAsked());
    server.until(8 * SECOND);

    Connection post = server.posts().getFirst();
    assertThat(post.ended).isTrue();
    assertThat(samples(post.fragments())).hasSize(sampleCount);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void isDecodedByFfmpegToTheLastFrameWithoutAComplaint(Dialect dialect) throws Exception {
    Dialect announced = new Dialect(dialect.style(), Dialect.CodecData.ANNOUNCED, 1000, LENGTH);
    byte[] body = post(plan(Clips.TRACKS, announced).unpaced()).body().toByteArray();
    Path file = Files.write(folder.resolve("capture.mp4"), body);

    assertThat(ForeignReader.read(file))
        .containsExactly(
            new ForeignReader.Decoded("h264", 320, 150),
            new ForeignReader.Decoded("h264", 160, 150),
            new ForeignReader.Decoded("aac", 2, 282));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash-if", "ffmpeg-cmaf"})
  void isReadByFfmpegWithoutAWarning(String dialect) throws Exception {
    EncoderProfile.Named named = EncoderProfile.find(dialect).orElseThrow().inChunksOf(LENGTH);
    byte[] body = post(plan(Clips.TRACKS, named.dialect()).unpaced()).body().toByteArray();
    Path file = Files.write(folder.resolve("capture.mp4"), body);
    Path complaints = folder.resolve("complaints");

    Process ffmpeg =
        new ProcessBuilder(
                List.of(
                    Loader.load(ffmpeg.class),
                    "-nostdin",
                    "-v",
                    "warning",
                    "-xerror",
                    "-i",
                    file.toString(),
                    "-map",
                    "0",
                    "-f",
                    "null",
                    "-"))
            .redirectErrorStream(true)
            .redirectOutput(complaints.toFile())
            .start();

    assertThat(ffmpeg.waitFor()).isZero();
    assertThat(complaints).isEmptyFile();
  }

  @Test
  void writesChunksAsFfmpegDoes() throws Exception {
    // Captured from FFmpeg 5.1.9: -movflags +empty_moov+cmaf+separate_moof -frag_duration 200000.
    List<Fragment> chunks =
        post(plan(PICTURE, Dialect.fmp4().inChunksOf(LENGTH)).unpaced()).fragments();
    Slice first = chunks.getFirst().moof();
    assertThat(first.slice(0, 36).toHex())
        .isEqualTo(
            "000000806d6f6f66"
                + "000000106d66686400000000"
                + "00000001"
                + "00000068"
                + "74726166"
                + "00000020");
    assertThat(first.slice(36, 20).toHex())
        .isEqualTo("746668640002003a" + "00000001" + "00000001" + "00000200");
    assertThat(first.slice(60, 24).toHex())
        .isEqualTo("01010000" + "00000014746664740100000000000000" + "00000000");
    assertThat(first.slice(84, 24).toHex())
        .isEqualTo("0000002c7472756e01000205" + "00000005" + "00000088" + "02000000");
    assertThat(chunks.get(1).moof().slice(84, 20).toHex())
        .isEqualTo("000000287472756e01000201" + "00000005" + "00000084");
  }

  @ParameterizedTest
  @ValueSource(longs = {50, 95, 239, 30})
  void refusesLengthsThatWholeFramesDoNotFill(long millis) {
    ChunkLength length = ChunkLength.ofNanos(millis * MS);

    assertThatThrownBy(() -> plan(PICTURE, Dialect.cmaf().inChunksOf(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("chunks of " + millis + " ms: whole frames of video@200000 make ")
        .hasMessageEndingWith(", which is not 85 to 100 % of it");
  }

  @ParameterizedTest
  @ValueSource(longs = {19, 1000, 0, -1})
  void refusesLengthsThatAreNoChunks(long millis) {
    assertThatThrownBy(() -> ChunkLength.ofNanos(millis * MS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a chunk lasts 20 ms or more and less than a second");
  }

  /** A plan on its way. */
  private record Planned(EncoderPlan plan) {
    Planned unpaced() {
      return new Planned(plan.by(plan.delivery().at(new Pace.Unpaced())));
    }

    Planned from(MediaStart start) {
      return with(plan.programme().from(start));
    }

    EncoderPlan endless() {
      return with(plan.programme().ofFragments(Programme.ENDLESS)).plan;
    }

    private Planned with(Programme programme) {
      return new Planned(new EncoderPlan(programme, plan.target(), plan.delivery(), plan.faults()));
    }
  }

  private static Planned plan(List<ClipTrack> tracks, Dialect dialect) {
    return new Planned(
        new EncoderPlan(
            Programme.endless(tracks).ofFragments(3),
            Target.onePost("/live.isml"),
            Delivery.standard().in(dialect),
            List.of()));
  }

  private static Connection post(Planned planned) {
    return new FakeServer(planned.plan()).start().posts().getFirst();
  }

  private static List<Sample> samples(List<Fragment> fragments) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Fragment fragment : fragments) {
      samples.addAll(FragmentReader.samples(fragment));
    }
    return samples;
  }
}
