package org.smoothlab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MfhdBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;
import org.smoothlab.media.smooth.LiveServerManifest;
import org.smoothlab.media.transmux.InitSegment;

/**
 * The event that is measured: three video levels or more at 25 frames per second and stereo AAC, in
 * fragments of 2 s, shaped like an encoder's and filled with seeded noise, because nothing that is
 * measured here looks at the samples.
 */
final class LiveEvent {
  static final long FRAGMENT_TICKS = 20_000_000;

  private static final int FRAMES_PER_FRAGMENT = 50;
  private static final int FRAME_TICKS = 400_000;
  private static final int AUDIO_FRAMES_PER_FRAGMENT = 94;
  private static final int MDAT_HEADER_BYTES = 8;
  private static final int TFRF_BYTES = 8 + 16 + 4 + 1 + 2 * 16;

  private static final StreamInfo VIDEO = stream(StreamKind.VIDEO, "video");
  private static final StreamInfo AUDIO = stream(StreamKind.AUDIO, "audio");

  /** Baseline profile, level 3, 320x180; the same for all levels, since nothing here decodes. */
  private static final Slice VIDEO_HEADER =
      Slice.ofHex("00000001 6742c01e da05067e 74 00000001 68ce3c80");

  /** Video levels unless told otherwise. */
  static final int LEVEL_COUNT = 3;

  private static final List<TrackInfo> LEVELS =
      List.of(
          video(1, 2_400_000, new MediaFormat.Video(1280, 720, 4)),
          video(2, 800_000, new MediaFormat.Video(640, 360, 4)),
          video(3, 250_000, new MediaFormat.Video(320, 180, 4)),
          video(4, 6_000_000, new MediaFormat.Video(1920, 1080, 4)),
          video(5, 4_000_000, new MediaFormat.Video(1920, 1080, 4)),
          video(6, 1_500_000, new MediaFormat.Video(960, 540, 4)),
          video(7, 500_000, new MediaFormat.Video(480, 270, 4)),
          video(8, 120_000, new MediaFormat.Video(160, 90, 4)));

  private final List<TrackInfo> tracks;
  private final SplittableRandom random;

  /**
   * @param seed decides about sample sizes and sample bytes
   */
  LiveEvent(long seed) {
    this(seed, LEVEL_COUNT);
  }

  /**
   * @param levelCount 1..8 of video
   */
  LiveEvent(long seed, int levelCount) {
    random = new SplittableRandom(seed);
    List<TrackInfo> all = new ArrayList<>(LEVELS.subList(0, levelCount));
    all.add(audio(levelCount + 1));
    tracks = List.copyOf(all);
  }

  List<TrackInfo> tracks() {
    return tracks;
  }

  /** The header boxes that open an ingest session: server manifest and {@code moov}. */
  Slice announce() {
    Box manifest = new LiveServerManifestBox(LiveServerManifest.of("bench", tracks).write());
    List<Box> movie = new ArrayList<>();
    List<Box> defaults = new ArrayList<>();
    for (TrackInfo track : tracks) {
      MoovBox single = movieOf(track);
      if (movie.isEmpty()) {
        movie.add(single.children().find(MvhdBox.class).orElseThrow());
      }
      movie.addAll(single.children().all(TrakBox.class));
      defaults.addAll(single.children().find(MvexBox.class).orElseThrow().children().boxes());
    }
    movie.add(new MvexBox(new BoxList(defaults)));
    return Slice.concat(List.of(manifest.toSlice(), new MoovBox(new BoxList(movie)).toSlice()));
  }

  static FragmentTime time(int index) {
    return new FragmentTime(index * FRAGMENT_TICKS, FRAGMENT_TICKS);
  }

  /** Sample bytes of a fragment of 2 s at the track's bitrate. */
  static int payloadBytes(TrackInfo track) {
    return Math.toIntExact(track.level().bitrateBps() * 2 / 8);
  }

  /**
   * Sample bytes of a fragment whose answer has {@code answerBytes}: the origin adds a {@code tfrf}
   * with two entries to what the encoder sent.
   */
  int payloadBytes(TrackInfo track, int answerBytes) {
    int headBytes = Math.toIntExact(moof(track, 0, answerBytes).size()) + MDAT_HEADER_BYTES;
    return answerBytes - headBytes - TFRF_BYTES;
  }

  /**
   * One {@code moof} and {@code mdat} as an encoder sends them.
   *
   * @param index of the fragment in its track, from 0
   * @param payloadBytes of all samples together, at least one byte each
   */
  Slice fragment(TrackInfo track, int index, int payloadBytes) {
    Slice moof = moof(track, index, payloadBytes);
    byte[] payload = new byte[payloadBytes];
    random.nextBytes(payload);
    SliceWriter mdatHeader = new SliceWriter();
    mdatHeader.u32(MDAT_HEADER_BYTES + (long) payloadBytes).bytes(Slice.ofUtf8("mdat"));
    return Slice.concat(List.of(moof, mdatHeader.toSlice(), Slice.copyOf(payload)));
  }

  /** The {@code moof} of such a fragment alone. */
  Slice moof(TrackInfo track, int index, int payloadBytes) {
    List<TrunBox.Entry> samples = samples(track, payloadBytes);
    Slice unplaced = moof(track, index, run(samples, 0)).toSlice();
    int dataOffset = Math.toIntExact(unplaced.size()) + MDAT_HEADER_BYTES;
    return moof(track, index, run(samples, dataOffset)).toSlice();
  }

  private static MoofBox moof(TrackInfo track, int index, TrunBox run) {
    Box traf =
        new TrafBox(
            BoxList.of(
                TfhdBox.ofFlags(track.trackNumber(), SampleFlags.NON_SYNC),
                run,
                new TfxdBox(time(index))));
    return new MoofBox(BoxList.of(new MfhdBox(index + 1L), traf));
  }

  private static TrunBox run(List<TrunBox.Entry> samples, int dataOffset) {
    int flags =
        TrunBox.DATA_OFFSET | TrunBox.SAMPLE_DURATION | TrunBox.SAMPLE_SIZE | TrunBox.SAMPLE_FLAGS;
    return new TrunBox(0, flags, samples.size(), dataOffset, 0, samples);
  }

  /** Sizes wander around their mean, as an encoder's do; the last sample takes what is left. */
  private List<TrunBox.Entry> samples(TrackInfo track, int payloadBytes) {
    boolean isVideo = track.stream().kind() == StreamKind.VIDEO;
    int count = isVideo ? FRAMES_PER_FRAGMENT : AUDIO_FRAMES_PER_FRAGMENT;
    int meanBytes = payloadBytes / count;
    List<TrunBox.Entry> samples = new ArrayList<>(count);
    int leftBytes = payloadBytes;
    long leftTicks = FRAGMENT_TICKS;
    for (int i = 0; i < count; i++) {
      boolean isLast = i == count - 1;
      int sizeBytes = isLast ? leftBytes : 1 + random.nextInt(meanBytes);
      long ticks = isLast ? leftTicks : isVideo ? FRAME_TICKS : FRAGMENT_TICKS / count;
      long flags = isVideo && i > 0 ? SampleFlags.NON_SYNC : SampleFlags.SYNC;
      samples.add(new TrunBox.Entry(ticks, sizeBytes, flags, 0));
      leftBytes -= sizeBytes;
      leftTicks -= ticks;
    }
    return samples;
  }

  private static MoovBox movieOf(TrackInfo track) {
    try {
      return BoxList.read(InitSegment.of(track), "").find(MoovBox.class).orElseThrow();
    } catch (MediaException e) {
      throw new AssertionError("our own track description is wrong", e);
    }
  }

  private static TrackInfo video(int trackNumber, long bitrateBps, MediaFormat.Video format) {
    return new TrackInfo(
        trackNumber, VIDEO, new QualityLevel(bitrateBps, "H264", VIDEO_HEADER, format, List.of()));
  }

  private static TrackInfo audio(int trackNumber) {
    return new TrackInfo(
        trackNumber,
        AUDIO,
        new QualityLevel(
            128_000,
            "AACL",
            Slice.ofHex("1190"),
            new MediaFormat.Audio(48_000, 2, 16, 4, 255),
            List.of()));
  }

  private static StreamInfo stream(StreamKind kind, String name) {
    return new StreamInfo(kind, name, "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
  }
}
