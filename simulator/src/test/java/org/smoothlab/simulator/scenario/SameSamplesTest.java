package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Presentation;
import org.smoothlab.simulator.content.PresentationTrack;
import org.smoothlab.simulator.content.Rung;
import org.smoothlab.simulator.encoder.Dialect;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderProfile.Habit;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.scenario.ForeignDemuxer.Found;
import org.smoothlab.simulator.scenario.ForeignDemuxer.Track;
import org.smoothlab.simulator.scenario.GatheredEvent.Form;
import org.smoothlab.simulator.scenario.GatheredEvent.Pair;

/**
 * What a viewer sees does not depend on the format: of an event of each encoder, FFmpeg's demuxers
 * find the same access units at the same times in Smooth, DASH, HLS with fMP4 and HLS with MPEG-2
 * TS, and its decoders take them without a word. {@code ./smoothlab verify --soak} compares 1,000
 * fragments of each track, and decodes ten minutes of them.
 *
 * <p>Times of Smooth, DASH and fMP4 are equal to the tick of the track's clock. Transport streams
 * have a clock of 90 kHz: a time in them is that of the media <em>rounded down</em>, plus 10 s,
 * modulo 2^33 (26 h 30 min). Of sound, only the first frame of each PES packet has a time; FFmpeg
 * counts on from it by 1024 samples, which is never more than one tick off the rounded time.
 */
class SameSamplesTest {
  private static final boolean SOAK = Boolean.getBoolean("test.soak");
  private static final long FRAGMENT_COUNT = SOAK ? 1_000 : 12;
  private static final long DECODED_SECONDS = 600;

  private static final long TICKS_PER_SECOND = Timescale.SMOOTH.ticksPerSecond();
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final long TS_TICKS_PER_SECOND = 90_000;
  private static final long TS_ORIGIN_TICKS = 10 * TS_TICKS_PER_SECOND;
  private static final long TS_CYCLE_TICKS = 1L << 33;

  /** 1024 samples at 48 kHz. */
  private static final long TS_AAC_FRAME_TICKS = 1_920;

  /** Without a module for HLS, segments begin at multiples of it. */
  private static final long GRID_SECONDS = 6;

  private static final int PACKET_BYTES = 188;

  /** In a longer loop, more fragments differ. */
  private static final List<ClipTrack> TRACKS = load();

  @TempDir private Path folder;

  private static List<ClipTrack> load() {
    Ladder ladder =
        new Ladder(
            List.of(new Rung(320, 180, 200_000), new Rung(160, 90, 80_000)),
            64_000,
            SOAK ? 120 : 20);
    try {
      return LoopClip.load(ladder, Path.of("target", "clips"), EncodeProgress.SILENT).tracks();
    } catch (IOException notLoaded) {
      throw new UncheckedIOException(notLoaded);
    }
  }

  static List<String> dialects() {
    return SOAK ? EncoderProfile.allNames() : EncoderProfile.names();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void areFoundInEveryFormat(String dialect) throws Exception {
    Instant begin = beforeTsClockBeginsAnew();
    EncoderPlan plan = plan(dialect, begin);

    GatheredEvent event = new GatheredEvent(PushedEvent.of(plan, begin), folder);

    Found found = assertSame(event, complaints(dialect));

    assertThat(event.fragmentTicks(StreamKind.VIDEO)).hasSize((int) FRAGMENT_COUNT);
    // What holds FFmpeg's priming sample lies before time 0, and is not published.
    assertThat(event.fragmentTicks(StreamKind.AUDIO))
        .hasSize((int) FRAGMENT_COUNT - (primes(dialect) ? 1 : 0));
    report(dialect, found);
  }

  /** Our own content has no B frames: this is of FFmpeg. */
  @Test
  void areFoundWhenPicturesAreReordered() throws Exception {
    Instant begin = beforeTsClockBeginsAnew();
    List<PresentationTrack> tracks =
        Presentation.readAlone(ForeignDemuxer.encode(folder.resolve("reordered.ismv"))).tracks();
    Programme programme =
        Programme.endless(tracks)
            .from(MediaStart.zero().at(nanos(begin)))
            .ofFragments(ForeignDemuxer.ENCODED_FRAGMENT_COUNT);
    EncoderPlan plan = EncoderPlan.of(programme, Target.onePost(PushedEvent.POINT));

    GatheredEvent event = new GatheredEvent(PushedEvent.of(plan, begin), folder);
    Found found = assertSame(event, Complaints.NONE);

    assertThat(found.pictures().presentationTicks()).isNotEqualTo(found.pictures().decodeTicks());
    report("reordered", found);
  }

  /** Nothing of it would be worth much if this went unnoticed. */
  @Test
  void areMissedWhenAPacketIsLost() throws Exception {
    Instant begin = beforeTsClockBeginsAnew();
    EncoderPlan plan = plan("piff", begin);
    GatheredEvent event = new GatheredEvent(PushedEvent.of(plan, begin), folder);
    Pair files = event.files(Form.HLS_TS);
    byte[] bytes = Files.readAllBytes(files.pictures());
    int lostAt = bytes.length / PACKET_BYTES / 2 * PACKET_BYTES;
    try (OutputStream out = Files.newOutputStream(files.pictures())) {
      out.write(bytes, 0, lostAt);
      out.write(bytes, lostAt + PACKET_BYTES, bytes.length - lostAt - PACKET_BYTES);
    }

    assertThat(breaksInContinuity(files.pictures())).hasSize(1);
  }

  private static Found assertSame(GatheredEvent event, Complaints allowed) throws Exception {
    Pair dashFiles = event.files(Form.DASH);
    Found dash = ForeignDemuxer.read(dashFiles, false, DECODED_SECONDS);
    assertFaultless(dash, allowed);
    Found smooth = ForeignDemuxer.read(event.files(Form.SMOOTH), false, DECODED_SECONDS);
    assertFaultless(smooth, allowed);
    assertFragments(event.fragmentTicks(StreamKind.VIDEO), smooth.pictures(), dash.pictures());
    assertFragments(event.fragmentTicks(StreamKind.AUDIO), smooth.sound(), dash.sound());
    assertSameBytes(dashFiles, event.files(Form.DASH_CSF));
    assertSameBytes(dashFiles, event.files(Form.HLS_FMP4));
    for (Form form : List.of(Form.HLS_TS, Form.HLS_TS_MUXED)) {
      Pair files = event.files(form);
      Found stream = ForeignDemuxer.read(files, true, DECODED_SECONDS);
      assertFaultless(stream, Complaints.NONE);
      assertOnTsClock(dash, stream);
      assertThat(breaksInContinuity(files.pictures())).isEmpty();
      assertThat(breaksInContinuity(files.sound())).isEmpty();
    }
    return dash;
  }

  /** What is the same file need not be read again. */
  private static void assertSameBytes(Pair expected, Pair found) {
    assertThat(found.pictures()).hasSameBinaryContentAs(expected.pictures());
    assertThat(found.sound()).hasSameBinaryContentAs(expected.sound());
  }

  private static void report(String what, Found found) {
    System.out.printf(
        "%s: %d pictures and %d frames of sound are the same in all forms of delivery%n",
        what, found.pictures().units().size(), found.sound().units().size());
  }

  // ---- the event

  /** The clock of transport streams begins anew within half a minute. */
  private static Instant beforeTsClockBeginsAnew() {
    long notBefore = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    long cycles = (notBefore * TS_TICKS_PER_SECOND + TS_ORIGIN_TICKS) / TS_CYCLE_TICKS + 1;
    long anewTicks = cycles * TS_CYCLE_TICKS - TS_ORIGIN_TICKS;
    return Instant.ofEpochSecond(
        (anewTicks / TS_TICKS_PER_SECOND / GRID_SECONDS - 2) * GRID_SECONDS);
  }

  /** What FFmpeg says of files that are right. */
  private enum Complaints {
    NONE,

    /**
     * GStreamer writes a {@code sdtp} in each fragment, where ISO/IEC 14496-12, 8.6.4.1 has it;
     * FFmpeg 5.1 expects one in a file.
     */
    SDTP;

    boolean has(String line) {
      return this == SDTP && line.endsWith("] Duplicated SDTP atom");
    }
  }

  private static Complaints complaints(String dialect) {
    Dialect bytes = EncoderProfile.find(dialect).orElseThrow().dialect();
    return bytes.style() == Dialect.Style.ISMLMUX ? Complaints.SDTP : Complaints.NONE;
  }

  private static boolean primes(String dialect) {
    return EncoderProfile.find(dialect).orElseThrow().profile() == EncoderProfile.FFMPEG;
  }

  private static EncoderPlan plan(String dialect, Instant begin) {
    EncoderProfile.Named named = EncoderProfile.find(dialect).orElseThrow();
    EncoderProfile profile = named.profile();
    Programme programme =
        Programme.endless(TRACKS).from(start(profile, begin)).ofFragments(FRAGMENT_COUNT);
    String eventId = profile.does(Habit.EVENT_ID_BY_TIME) ? "2026-01-01-00-00-00" : "";
    Target target = new Target(PushedEvent.POINT, eventId, profile.streamId(), profile.layout());
    EncoderPlan plan = EncoderPlan.of(programme, target).by(named.delivery());
    return profile.does(Habit.STREAM_MANIFEST) ? plan.namingItsStreams() : plan;
  }

  /** Muxers begin at 0, the others when they are switched on: since 1970, or since a midnight. */
  private static MediaStart start(EncoderProfile profile, Instant begin) {
    long epochNanos = nanos(begin);
    if (profile.does(Habit.NO_PROBE)) {
      return MediaStart.zero().at(epochNanos);
    }
    if (profile.does(Habit.DATED)) {
      return MediaStart.ticks(begin.getEpochSecond() * TICKS_PER_SECOND).at(epochNanos);
    }
    if (profile.does(Habit.EPOCH)) {
      return MediaStart.epoch(epochNanos);
    }
    long anewSeconds = (TS_CYCLE_TICKS - TS_ORIGIN_TICKS) / TS_TICKS_PER_SECOND;
    long captureSeconds = (anewSeconds / GRID_SECONDS - 2) * GRID_SECONDS;
    return new MediaStart(captureSeconds * TICKS_PER_SECOND, 0, 0, epochNanos);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND;
  }

  // ---- what must hold

  /**
   * Fragments of Smooth have their time where FFmpeg does not look for it: it counts from 0, unless
   * the encoder wrote {@code tfdt}. So distances are compared, and where each fragment begins.
   */
  private static void assertFragments(List<Long> fragmentTicks, Track smooth, Track dash) {
    assertEqual(dash.hashes(), smooth.hashes());
    assertThat(smooth.ticksPerSecond()).isEqualTo(dash.ticksPerSecond());
    long shiftTicks = dash.decodeTicks().getFirst() - smooth.decodeTicks().getFirst();
    assertThat(shiftTicks).isIn(0L, fragmentTicks.getFirst());
    assertEqual(dash.presentationTicks(), moved(smooth.presentationTicks(), shiftTicks));
    assertEqual(dash.decodeTicks(), moved(smooth.decodeTicks(), shiftTicks));
    assertThat(dash.decodeTicks().getFirst()).isEqualTo(fragmentTicks.getFirst());
    assertThat(new HashSet<>(dash.decodeTicks()).containsAll(fragmentTicks)).isTrue();
  }

  private static List<Long> moved(List<Long> ticks, long byTicks) {
    return ticks.stream().map(one -> one + byTicks).toList();
  }

  private static void assertOnTsClock(Found media, Found stream) {
    assertThat(stream.pictures().ticksPerSecond()).isEqualTo(TS_TICKS_PER_SECOND);
    assertThat(stream.sound().ticksPerSecond()).isEqualTo(TS_TICKS_PER_SECOND);
    assertEqual(media.pictures().hashes(), stream.pictures().hashes());
    assertEqual(media.sound().hashes(), stream.sound().hashes());
    assertEqual(
        onTsClock(media.pictures()),
        stream.pictures().presentationTicks().stream().map(SameSamplesTest::written).toList());
    List<Long> sound = stream.sound().presentationTicks();
    List<Long> rounded = onTsClock(media.sound());
    for (int index = 0; index < sound.size(); index++) {
      long offTicks = distance(rounded.get(index), sound.get(index));
      boolean counted = index > 0 && sound.get(index) == sound.get(index - 1) + TS_AAC_FRAME_TICKS;
      assertThat(offTicks)
          .as("frame %d, rounded to %d", index, rounded.get(index))
          .isBetween(counted ? -1L : 0L, counted ? 1L : 0L);
    }
  }

  /** Long lists: what differs first is told, not all of them. */
  private static <T> void assertEqual(List<T> expected, List<T> found) {
    int commonCount = Math.min(expected.size(), found.size());
    for (int index = 0; index < commonCount; index++) {
      assertThat(found.get(index))
          .as("unit %d of %d, %d are expected", index, found.size(), expected.size())
          .isEqualTo(expected.get(index));
    }
    assertThat(found.size()).isEqualTo(expected.size());
  }

  private static List<Long> onTsClock(Track media) {
    Timescale clock = new Timescale(media.ticksPerSecond());
    Timescale ts = new Timescale(TS_TICKS_PER_SECOND);
    return media.shownTicks().stream()
        .map(ticks -> written(ts.rescaleFloor(ticks, clock) + TS_ORIGIN_TICKS))
        .toList();
  }

  /** FFmpeg goes on counting where the clock begins anew, or begins below 0. */
  private static long written(long ticks) {
    return Math.floorMod(ticks, TS_CYCLE_TICKS);
  }

  private static long distance(long from, long to) {
    long forward = Math.floorMod(to - from, TS_CYCLE_TICKS);
    return forward < TS_CYCLE_TICKS / 2 ? forward : forward - TS_CYCLE_TICKS;
  }

  private static void assertFaultless(Found found, Complaints allowed) {
    assertThat(found.complaints()).filteredOn(line -> !allowed.has(line)).isEmpty();
    assertRises(found.pictures().decodeTicks());
    assertRises(found.sound().decodeTicks());
  }

  private static void assertRises(List<Long> ticks) {
    for (int index = 1; index < ticks.size(); index++) {
      assertThat(ticks.get(index)).as("unit %d", index).isGreaterThan(ticks.get(index - 1));
    }
  }

  /**
   * Where packets do not follow one another in their PID: the counter goes on by 1, modulo 16, with
   * each packet that has a payload.
   *
   * @see "ISO/IEC 13818-1, 2.4.3.3"
   */
  private static List<String> breaksInContinuity(Path stream) throws Exception {
    byte[] bytes = Files.readAllBytes(stream);
    Map<Integer, Integer> counters = new HashMap<>();
    List<String> breaks = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PACKET_BYTES) {
      assertThat(bytes[at]).as("sync byte at %d", at).isEqualTo((byte) 0x47);
      int pid = ((bytes[at + 1] & 0x1f) << 8) | (bytes[at + 2] & 0xff);
      int counter = bytes[at + 3] & 0x0f;
      int step = (bytes[at + 3] & 0x10) == 0 ? 0 : 1;
      int expected = (counters.getOrDefault(pid, counter - step) + step) & 0x0f;
      if (counter != expected) {
        breaks.add("PID %d at %d: %d, not %d".formatted(pid, at, counter, expected));
      }
      counters.put(pid, counter);
    }
    return breaks;
  }
}
