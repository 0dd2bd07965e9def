package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.simulator.content.AudioEncoder.Coding;
import org.smoothlab.simulator.content.ClipTrack.SampleDuration;

/** Makes the tracks of {@link Extras}, and keeps what is encoded in the cache. */
final class ExtraTracks {
  private static final int DOLBY_BPS = 192_000;
  private static final int CAPTIONS_BPS = 4_000;
  private static final int THUMBNAILS_BPS = 20_000;
  private static final int AAC_TAG = 255;
  private static final int BITS_PER_SAMPLE = 16;
  private static final int PACKET_BYTES = 4;

  private final Path cacheFolder;
  private final Ladder ladder;
  private final List<ClipTrack> tracks;

  private ExtraTracks(Path cacheFolder, Ladder ladder, List<ClipTrack> tracks) {
    this.cacheFolder = cacheFolder;
    this.ladder = ladder;
    this.tracks = new ArrayList<>(tracks);
  }

  /** These tracks, then the extras, made to go with pictures of this ladder. */
  static List<ClipTrack> add(Ladder ladder, List<ClipTrack> tracks, Extras extras, Path cacheFolder)
      throws IOException {
    ExtraTracks made = new ExtraTracks(cacheFolder, ladder, tracks);
    String first = extras.languages().getFirst();
    made.tracks.replaceAll(track ->
        track.info().stream().kind() == StreamKind.AUDIO ? track.inLanguage(first) : track);
    for (int voice = 1; voice < extras.languages().size(); voice++) {
      made.addLanguage(extras.languages().get(voice), voice);
    }
    for (Extras.Kind kind : Extras.Kind.values()) {
      if (extras.kinds().contains(kind)) {
        made.add(kind, first);
      }
    }
    return List.copyOf(made.tracks);
  }

  private void addLanguage(String language, int voice) throws IOException {
    int bitrateBps = ladder.audioBitrateBps();
    TestTone tone = new TestTone(voice);
    EncodedTrack encoded =
        cached(
            "voice-",
            " voice=" + voice + " bitrate=" + bitrateBps,
            () -> new AudioEncoder(Coding.AAC, tone, bitrateBps).encode());
    MediaFormat format = sound(AAC_TAG);
    add(
        stream(StreamKind.AUDIO, "audio_" + language, "", language),
        new QualityLevel(bitrateBps, "AACL", encoded.codecPrivateData(), format, List.of()),
        new SampleDuration(8, 375), // 1024/48000 in lowest terms
        ClipTrack.Loop.of(encoded.samples()));
  }

  private void add(Extras.Kind kind, String language) throws IOException {
    switch (kind) {
      case CAPTIONS ->
          add(
              stream(StreamKind.TEXT, "captions", "CAPT", language),
              new QualityLevel(
                  CAPTIONS_BPS, "TTML", Slice.EMPTY, new MediaFormat.Text(), List.of()),
              new SampleDuration(Captions.SAMPLE_SECONDS, 1),
              new Captions(ladder.loopSeconds(), language).loop());
      case THUMBNAILS -> addThumbnails();
      case AC_3 -> addDolby("audio_ac3", "AC-3", Coding.AC_3, language);
      case E_AC_3 -> addDolby("audio_ec3", "EC-3", Coding.E_AC_3, language);
      case HEVC -> addHevc();
    }
  }

  private void addThumbnails() throws IOException {
    EncodedTrack encoded =
        cached(
            "thumbnails-",
            " loop=" + ladder.loopSeconds(),
            () -> new ThumbnailEncoder(ladder.loopSeconds()).encode());
    MediaFormat format =
        new MediaFormat.Video(
            ThumbnailEncoder.WIDTH_PIXELS,
            ThumbnailEncoder.HEIGHT_PIXELS,
            VideoEncoder.NAL_UNIT_LENGTH_BYTES);
    add(
        stream(StreamKind.VIDEO, "thumbnails", "ZOET", ""),
        new QualityLevel(THUMBNAILS_BPS, "JPEG", Slice.EMPTY, format, List.of()),
        new SampleDuration(Ladder.GOP_FRAMES / Ladder.FRAMES_PER_SECOND, 1),
        ClipTrack.Loop.of(encoded.samples()));
  }

  private void addDolby(String name, String fourCc, Coding coding, String language)
      throws IOException {
    EncodedTrack encoded =
        cached(
            fourCc.toLowerCase(Locale.ROOT) + "-",
            " bitrate=" + DOLBY_BPS,
            () -> new AudioEncoder(coding, new TestTone(0), DOLBY_BPS).encode());
    MediaFormat format = sound(DolbyConfig.EXTENSIBLE_TAG);
    add(
        stream(StreamKind.AUDIO, name, "", language),
        new QualityLevel(DOLBY_BPS, fourCc, encoded.codecPrivateData(), format, List.of()),
        new SampleDuration(4, 125), // 1536/48000 in lowest terms
        ClipTrack.Loop.of(encoded.samples()));
  }

  private void addHevc() throws IOException {
    EncodedTrack encoded = ReferenceHevc.load();
    MediaFormat format =
        new MediaFormat.Video(
            ReferenceHevc.WIDTH_PIXELS,
            ReferenceHevc.HEIGHT_PIXELS,
            VideoEncoder.NAL_UNIT_LENGTH_BYTES);
    add(
        stream(StreamKind.VIDEO, "video_hevc", "", ""),
        new QualityLevel(
            ReferenceHevc.BITRATE_BPS, "HVC1", encoded.codecPrivateData(), format, List.of()),
        new SampleDuration(1, Ladder.FRAMES_PER_SECOND),
        ClipTrack.Loop.of(encoded.samples()));
  }

  private void add(
      StreamInfo stream, QualityLevel level, SampleDuration duration, ClipTrack.Loop loop) {
    tracks.add(new ClipTrack(new TrackInfo(tracks.size() + 1, stream, level), duration, loop));
  }

  private static StreamInfo stream(StreamKind kind, String name, String subtype, String language) {
    return new StreamInfo(kind, name, subtype, language, Timescale.SMOOTH, StreamInfo.Sparse.NONE);
  }

  private static MediaFormat sound(int audioTag) {
    return new MediaFormat.Audio(
        TestTone.RATE_HZ, AudioEncoder.CHANNEL_COUNT, BITS_PER_SAMPLE, PACKET_BYTES, audioTag);
  }

  private EncodedTrack cached(String kind, String shape, Supplier<EncodedTrack> encoder)
      throws IOException {
    ClipFile file = new ClipFile(cacheFolder, kind, shape);
    Optional<List<EncodedTrack>> kept = file.read();
    if (kept.isEmpty()) {
      file.write(List.of(encoder.get()));
      kept = file.read();
    }
    return kept.orElseThrow(() -> new IOException("damaged while it was written: " + file.path()))
        .getFirst();
  }
}
