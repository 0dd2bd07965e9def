package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.origin.TestTrack.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ChunkBlock;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;

/** Manifests that share their middle must be the manifests that are written at one go. */
class ClientManifestTest {
  private static final int WINDOW_SECONDS = 4_000;
  private static final long FRAME_TICKS = SECOND / 25;

  private static final TrackInfo ADS =
      new TrackInfo(
          4,
          new StreamInfo(
              HIGH.info().stream().kind(),
              "ads",
              "",
              "",
              Timescale.SMOOTH,
              new StreamInfo.Sparse("video", true)),
          LOW.info().level());

  /** A stream that grows as a run lets it grow. */
  private static final class History {
    final List<TrackInfo> tracks;
    final StreamWindow window = new StreamWindow(Timescale.SMOOTH);
    private final PublishedFragment fragment;
    private long nextTicks;

    History(List<TrackInfo> tracks, long startTicks) {
      this.tracks = tracks;
      this.nextTicks = startTicks;
      this.fragment =
          new PublishedFragment(tracks.getFirst(), HIGH.fragment(0), Slice.ofUtf8("h"), "\"t\"");
    }

    /** One fragment more, after a gap if there is one, a little longer or shorter than told. */
    void grow(long gapTicks, long durationTicks, long roundingTicks) {
      TimelineEntry entry =
          TimelineEntry.of(
              new FragmentTime(nextTicks + gapTicks, durationTicks + roundingTicks), FRAME_TICKS);
      window.append(entry.with(0, fragment));
      nextTicks += gapTicks + durationTicks;
      window.move(WINDOW_SECONDS, window.newest().endTicks(), 0);
    }

    /** What is older is put in its place. */
    void putInFront(long startTicks) {
      TimelineEntry entry = TimelineEntry.of(new FragmentTime(startTicks, FRAGMENT), FRAME_TICKS);
      window.insert(entry.with(0, fragment));
    }

    /** A late track has the newest time, too. */
    void fillIn() {
      int index = window.indexNear(window.newest().startTicks(), 0);
      window.fill(index, 1, fragment);
    }

    Timeline timeline() {
      return new Timeline(
          new Timeline.Subject(tracks.getFirst().stream(), tracks),
          window.snapshot(),
          new Timeline.Upcoming(List.of(), 0, List.of(), List.of()),
          new Timeline.Naming(2, "run"));
    }
  }

  private History video = new History(List.of(HIGH.info(), LOW.info()), 0);
  private History audio = new History(List.of(AUDIO.info()), 7);
  private final History ads = new History(List.of(ADS), 0);
  private PointSettings settings =
      PointSettings.DEFAULT.withWindowLengthSeconds(WINDOW_SECONDS).withLookAheadChunks(2);
  private PointState state = PointState.STARTED;
  private ManifestMemo memo = ManifestMemo.first("\"0\"");
  private long versions;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void hasTheBytesOfAManifestThatIsWrittenAtOneGo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int burst = 0; burst < 60; burst++) {
      growAtRandom(random, 1 + random.nextInt(200));
      assertThat(text(next().manifest(random.nextBoolean())))
          .describedAs("seed %d, burst %d", seed, burst)
          .isEqualTo(writtenAtOneGo());
    }
    state = PointState.STOPPED;
    assertThat(text(next().manifest(true))).isEqualTo(writtenAtOneGo()).doesNotContain("IsLive");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void tellsTheSameTimesWhereRunsFold(long seed) throws MediaException {
    settings = settings.withClientManifestVersion(PointSettings.ManifestVersion.V2_2);
    SplittableRandom random = new SplittableRandom(seed);
    for (int burst = 0; burst < 30; burst++) {
      growAtRandom(random, 1 + random.nextInt(200));

      SmoothManifest read = ManifestReader.read(Slice.concat(next().manifest(true)));

      assertThat(read.find("video").orElseThrow().chunks())
          .isEqualTo(video.timeline().windowTimes());
      assertThat(read.find("audio").orElseThrow().chunks())
          .isEqualTo(audio.timeline().windowTimes());
    }
  }

  @Test
  void foldsRunsInsideBlocks() {
    settings = settings.withClientManifestVersion(PointSettings.ManifestVersion.V2_2);
    growEvenly(3 * ChunkBlocks.BLOCK_COUNT);

    assertThat(text(next().manifest(true))).contains("<c d=\"20000000\" r=\"512\"/>");
  }

  @Test
  void writesAFewPartsOfANewVersionAndTakesTheOthersOver() {
    growEvenly(10 * ChunkBlocks.BLOCK_COUNT);
    List<Slice> before = next().manifest(true);
    int rewrittenMax = 0;
    for (int count = 0; count < ChunkBlocks.BLOCK_COUNT + 10; count++) {
      growEvenly(1);
      List<Slice> after = next().manifest(true);
      rewrittenMax = Math.max(rewrittenMax, newParts(before, after).size());
      assertThat(bytes(newParts(before, after)))
          .as("what is written anew of %d bytes", bytes(after))
          .isLessThan(4 * ChunkBlocks.BLOCK_COUNT * 24);
      before = after;
    }
    // Head to the first block, between the two streams, and the end; now and then a whole block of
    // each.
    assertThat(rewrittenMax).isEqualTo(3 + 2);
    assertThat(before).hasSizeGreaterThan(6);
  }

  @Test
  void writesAFewPartsWhenThePastIsPutInFront() {
    video = new History(List.of(HIGH.info(), LOW.info()), 3_000 * FRAGMENT);
    audio = new History(List.of(AUDIO.info()), 3_000 * FRAGMENT);
    growEvenly(1_900);
    List<Slice> before = next().manifest(true);
    for (long index = 2_999; index > 2_999 - ChunkBlocks.BLOCK_COUNT - 10; index--) {
      video.putInFront(index * FRAGMENT);
      List<Slice> after = next().manifest(true);
      assertThat(bytes(newParts(before, after))).isLessThan(4 * ChunkBlocks.BLOCK_COUNT * 24);
      before = after;
    }
    assertThat(text(before)).isEqualTo(writtenAtOneGo());
  }

  @Test
  void writesAnewWhatIsBeforeAFilledHole() {
    growEvenly(3 * ChunkBlocks.BLOCK_COUNT);
    video.grow(FRAGMENT, FRAGMENT, 0);
    growEvenly(3 * ChunkBlocks.BLOCK_COUNT);
    next().manifest(true);
    video.putInFront(3L * ChunkBlocks.BLOCK_COUNT * FRAGMENT);
    assertThat(text(next().manifest(true))).isEqualTo(writtenAtOneGo());
  }

  @Test
  void doesNotTakeOverBlocksOfAnotherRun() {
    growEvenly(3 * ChunkBlocks.BLOCK_COUNT);
    PointView first = next();
    first.manifest(true);
    History other = new History(List.of(HIGH.info()), 5 * SECOND);
    for (int count = 0; count < 3 * ChunkBlocks.BLOCK_COUNT; count++) {
      other.grow(0, FRAGMENT / 2, 0);
    }

    PointView second =
        new PointView(moment(2), List.of(other.timeline()), first.manifestMemo().next("\"x\""));

    assertThat(text(second.manifest(true)))
        .contains("<c t=\"50000000\" d=\"10000000\"/>")
        .doesNotContain("d=\"20000000\"");
  }

  private void growAtRandom(SplittableRandom random, int fragmentCount) {
    for (int count = 0; count < fragmentCount; count++) {
      long gapTicks = random.nextInt(40) == 0 ? random.nextInt(3) * SECOND : 0;
      long durationTicks = FRAGMENT + (random.nextInt(4) == 0 ? FRAME_TICKS : 0);
      video.grow(gapTicks, durationTicks, random.nextInt(3) - 1);
      audio.grow(gapTicks, durationTicks, random.nextInt(1000) - 500);
      if (random.nextInt(3) == 0) {
        video.fillIn();
      }
      if (random.nextInt(50) == 0) {
        ads.grow(random.nextInt(20) * SECOND, 0, 0);
      }
      if (random.nextInt(9) == 0) {
        video.window.moveToArchive(1);
      }
      if (random.nextInt(200) == 0) {
        audio.window.dropOldest();
      }
    }
  }

  private void growEvenly(int fragmentCount) {
    for (int count = 0; count < fragmentCount; count++) {
      video.grow(0, FRAGMENT, 0);
      audio.grow(0, FRAGMENT, 0);
    }
  }

  private PointView next() {
    versions++;
    memo = memo.next("\"" + versions + "\"");
    return new PointView(moment(1), timelines(), memo);
  }

  private List<Timeline> timelines() {
    return List.of(video.timeline(), audio.timeline(), ads.timeline());
  }

  private PointView.Moment moment(long runNumber) {
    PointView.RunName name =
        new PointView.RunName(runNumber, "", Optional.empty(), new RequestMeters());
    return new PointView.Moment(
        versions, state, settings, Optional.of(new PointView.RunView(name, true, 0, false)));
  }

  /** All chunks in the hands of the plain writer. */
  private String writtenAtOneGo() {
    ClientManifest manifest = new ClientManifest(next(), true);
    List<ChunkBlocks.Cut> uncut = new ArrayList<>();
    for (Timeline timeline : timelines()) {
      if (timeline.windowSize() > 0) {
        uncut.add(new ChunkBlocks.Cut(timeline.windowTimes(), ChunkBlock.Continuation.NONE));
      }
    }
    return text(manifest.write(uncut));
  }

  private static List<Slice> newParts(List<Slice> before, List<Slice> after) {
    IdentityHashMap<Slice, Boolean> known = new IdentityHashMap<>();
    before.forEach(part -> known.put(part, true));
    return after.stream().filter(part -> !known.containsKey(part)).toList();
  }

  private static long bytes(List<Slice> parts) {
    return parts.stream().mapToLong(Slice::size).sum();
  }

  private static String text(List<Slice> parts) {
    return Slice.concat(parts).text(StandardCharsets.UTF_8);
  }
}
