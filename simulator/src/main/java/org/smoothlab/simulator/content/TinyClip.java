package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * A programme whose fragments have some hundred bytes, for worlds that are run by the thousand: two
 * pictures and a sound, announced with headers of real encoders. The samples are framed as such and
 * tell their track and number, but nothing can be decoded from them.
 */
public final class TinyClip {
  /** An hour: no two samples of an event are the same. */
  private static final int LOOP_SECONDS = 3600;

  private static final int FRAMES_PER_SECOND = 5;
  private static final int GOP_FRAMES =
      FRAMES_PER_SECOND * Ladder.GOP_FRAMES / Ladder.FRAMES_PER_SECOND;
  private static final int RATE_HZ = 8_000;
  private static final int AUDIO_BPS = 16_000;
  private static final int AAC_TAG = 255;
  private static final int IDR_SLICE = 0x65;
  private static final int OTHER_SLICE = 0x41;

  /** 1024 samples at 8 kHz, in lowest terms. */
  private static final ClipTrack.SampleDuration AAC_FRAME = new ClipTrack.SampleDuration(16, 125);

  /** AAC-LC, 8 kHz, one channel: ISO/IEC 14496-3, 1.6.2.1. */
  private static final Slice AUDIO_SPECIFIC_CONFIG = Slice.ofHex("1588");

  private static final List<ClipTrack> TRACKS =
      List.of(
          video(
              1,
              new Rung(320, 180, 200_000),
              "000000016742c00c8c68141979e6a0202020f08846a00000000168ce3c80"),
          video(
              2,
              new Rung(160, 90, 80_000),
              "000000016742c00b8c6828d7926a0202020f08846a0000000168ce3c80"),
          audio(3));

  private TinyClip() {}

  /** The rungs, highest bitrate first, then the sound. */
  public static List<ClipTrack> tracks() {
    return TRACKS;
  }

  /**
   * These tracks and further ones, which are as large as ever.
   *
   * @throws IOException as {@link LoopClip#with}
   */
  public static List<ClipTrack> with(Extras extras, Path cacheFolder) throws IOException {
    return extras.equals(Extras.NONE)
        ? TRACKS
        : ExtraTracks.add(Ladder.small(), TRACKS, extras, cacheFolder);
  }

  private static ClipTrack video(int number, Rung rung, String parameterSets) {
    StreamInfo stream =
        new StreamInfo(StreamKind.VIDEO, "video", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    QualityLevel level =
        new QualityLevel(
            rung.bitrateBps(),
            "H264",
            Slice.ofHex(parameterSets),
            new MediaFormat.Video(
                rung.widthPixels(), rung.heightPixels(), VideoEncoder.NAL_UNIT_LENGTH_BYTES),
            List.of());
    return new ClipTrack(
        new TrackInfo(number, stream, level),
        new ClipTrack.SampleDuration(1, FRAMES_PER_SECOND),
        new ClipTrack.Loop(LOOP_SECONDS * FRAMES_PER_SECOND, index -> picture(number, index)));
  }

  private static ClipTrack audio(int number) {
    StreamInfo stream =
        new StreamInfo(
            StreamKind.AUDIO, "audio", "", "eng", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    QualityLevel level =
        new QualityLevel(
            AUDIO_BPS,
            "AACL",
            AUDIO_SPECIFIC_CONFIG,
            new MediaFormat.Audio(RATE_HZ, 1, 16, 2, AAC_TAG),
            List.of());
    int frameCount = (int) (LOOP_SECONDS * AAC_FRAME.parts() / AAC_FRAME.seconds());
    return new ClipTrack(
        new TrackInfo(number, stream, level),
        AAC_FRAME,
        new ClipTrack.Loop(frameCount, index -> new EncodedSample(name(number, index), true)));
  }

  private static EncodedSample picture(int number, int index) {
    boolean sync = index % GOP_FRAMES == 0;
    Slice name = name(number, index);
    SliceWriter out = new SliceWriter();
    out.u32(1 + name.size()).u8(sync ? IDR_SLICE : OTHER_SLICE).bytes(name);
    return new EncodedSample(out.toSlice(), sync);
  }

  /** No byte of it is 0: in a NAL unit some of these would need emulation prevention. */
  private static Slice name(int number, int index) {
    return Slice.copyOf(
        (byte) (0x80 | number),
        (byte) (0x80 | ((index >> 14) & 0x7f)),
        (byte) (0x80 | ((index >> 7) & 0x7f)),
        (byte) (0x80 | (index & 0x7f)));
  }
}
