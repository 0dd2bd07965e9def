package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;

/**
 * A test programme without end: all rungs of a ladder and the sound, encoded once, with key frames
 * at the same times, and cut at any media time from then on.
 */
public final class LoopClip {
  private static final int AAC_AUDIO_TAG = 255;
  private static final int AAC_BITS_PER_SAMPLE = 16;
  private static final int AAC_PACKET_BYTES = 4;

  private final Ladder ladder;
  private final List<ClipTrack> tracks;

  private LoopClip(Ladder ladder, List<EncodedTrack> encoded) {
    this.ladder = ladder;
    List<ClipTrack> made = new ArrayList<>();
    for (int level = 0; level < ladder.rungs().size(); level++) {
      made.add(videoTrack(ladder.rungs().get(level), level + 1, encoded.get(level)));
    }
    made.add(audioTrack(made.size() + 1, encoded.getLast()));
    this.tracks = List.copyOf(made);
  }

  /**
   * Reads the clip from its cache, encoding it first if it is not there or damaged: some seconds.
   *
   * @param cacheFolder made if it is not there
   * @throws IOException if the folder cannot be read or written, or the thread is interrupted
   * @throws IllegalStateException if the encoder libraries do not work on this machine
   */
  public static LoopClip load(Ladder ladder, Path cacheFolder, EncodeProgress progress)
      throws IOException {
    ClipFile file = new ClipFile(cacheFolder, ladder);
    Optional<List<EncodedTrack>> cached = file.read();
    if (cached.isEmpty()) {
      file.write(new ContentEncoder(ladder, progress).encode());
      cached = file.read();
    }
    // Read back even when just encoded: the bytes are then outside the heap, and known to be whole.
    return new LoopClip(
        ladder,
        cached.orElseThrow(() -> new IOException("damaged while it was written: " + file.path())));
  }

  /**
   * Makes sure that {@link #load} will be quick, and says where the file is: for what runs ahead of
   * the first use, such as an installation.
   *
   * @throws IOException as {@link #load}
   */
  public static Path prepare(Ladder ladder, Path cacheFolder, EncodeProgress progress)
      throws IOException {
    load(ladder, cacheFolder, progress);
    return new ClipFile(cacheFolder, ladder).path();
  }

  /** What was encoded. */
  public Ladder ladder() {
    return ladder;
  }

  /** The rungs, highest bitrate first, then the sound; numbered from 1 in this order. */
  public List<ClipTrack> tracks() {
    return tracks;
  }

  /**
   * These tracks and further ones, numbered behind them; encoded first if they are not in the
   * cache, which takes a second or two.
   *
   * @throws IOException as {@link #load}
   */
  public List<ClipTrack> with(Extras extras, Path cacheFolder) throws IOException {
    return ExtraTracks.add(ladder, tracks, extras, cacheFolder);
  }

  private static ClipTrack videoTrack(Rung rung, int number, EncodedTrack encoded) {
    StreamInfo stream =
        new StreamInfo(StreamKind.VIDEO, "video", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    QualityLevel level =
        new QualityLevel(
            rung.bitrateBps(),
            "H264",
            encoded.codecPrivateData(),
            new MediaFormat.Video(
                rung.widthPixels(), rung.heightPixels(), VideoEncoder.NAL_UNIT_LENGTH_BYTES),
            List.of());
    return new ClipTrack(
        new TrackInfo(number, stream, level),
        new ClipTrack.SampleDuration(1, Ladder.FRAMES_PER_SECOND),
        encoded.samples());
  }

  private ClipTrack audioTrack(int number, EncodedTrack encoded) {
    StreamInfo stream =
        new StreamInfo(
            StreamKind.AUDIO, "audio", "", "eng", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    QualityLevel level =
        new QualityLevel(
            ladder.audioBitrateBps(),
            "AACL",
            encoded.codecPrivateData(),
            new MediaFormat.Audio(
                TestTone.RATE_HZ,
                AudioEncoder.CHANNEL_COUNT,
                AAC_BITS_PER_SAMPLE,
                AAC_PACKET_BYTES,
                AAC_AUDIO_TAG),
            List.of());
    // In lowest terms, so that media times since 1970 do not overflow: 1024/48000 = 8/375.
    ClipTrack.SampleDuration frame = new ClipTrack.SampleDuration(8, 375);
    return new ClipTrack(new TrackInfo(number, stream, level), frame, encoded.samples());
  }
}
