package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * Encodes one period of {@link TestTone}.
 *
 * <p>A frame overlaps its neighbours, so the end of the period has to meet its beginning. The sound
 * is encoded for a little longer than a period and the frames are taken from the middle: the seam
 * then lies in the steady part of a chord, between two frames whose signal is the same.
 */
final class AudioEncoder {
  static final int CHANNEL_COUNT = 2;

  // ISO/IEC 14496-3, 1.6.2.1: two bytes say all of LC; the rest says that there is no SBR.
  private static final int AAC_CONFIG_BYTES = 2;

  /** How the sound is coded. */
  enum Coding {
    /** AAC-LC. */
    AAC("aac", 1024),
    /** Dolby Digital. */
    AC_3("ac3", 1536),
    /** Dolby Digital Plus. */
    E_AC_3("eac3", 1536);

    private final String encoderName;
    private final int frameSamples;

    Coding(String encoderName, int frameSamples) {
      this.encoderName = encoderName;
      this.frameSamples = frameSamples;
    }

    /** Samples of each channel in a frame. */
    int frameSamples() {
      return frameSamples;
    }

    /** Frames in one period of the sound, which is a whole number of them. */
    int periodFrames() {
      return TestTone.PERIOD_SECONDS * TestTone.RATE_HZ / frameSamples;
    }

    // Half a second in: past the beep and in the middle of a chord.
    private int seamFrame() {
      return TestTone.RATE_HZ / 2 / frameSamples + 1;
    }
  }

  private final Coding coding;
  private final TestTone tone;
  private final int bitrateBps;

  AudioEncoder(Coding coding, TestTone tone, int bitrateBps) {
    this.coding = coding;
    this.tone = tone;
    this.bitrateBps = bitrateBps;
  }

  /** Encodes one period, beginning at its time 0. */
  EncodedTrack encode() {
    Map<Integer, EncodedSample> byFrame = new TreeMap<>();
    int periodFrames = coding.periodFrames();
    int seamFrame = coding.seamFrame();
    AVFrame frame = frame();
    try (Ffmpeg encoder = new Ffmpeg(coding.encoderName, this::settings, Map.of())) {
      Slice header = coding == Coding.AAC ? Slice.copyOf(encoder.extraData()) : Slice.EMPTY;
      for (int index = 0; index < seamFrame + periodFrames + 2; index++) {
        fill(frame, index);
        encoder.encode(
            Optional.of(frame),
            packet -> {
              // The packet's time is that of the samples which come out when it is decoded; those
              // of Dolby come 256 samples, 5 ms, early, which is less than anybody hears.
              int number =
                  Math.toIntExact(
                      Math.floorDiv(packet.pts() + coding.frameSamples / 2, coding.frameSamples));
              if (number >= seamFrame && number < seamFrame + periodFrames) {
                Slice data = Slice.copyOf(Ffmpeg.bytes(packet));
                byFrame.put(number % periodFrames, new EncodedSample(data, true));
              }
            });
      }
      if (byFrame.size() != periodFrames) {
        throw new IllegalStateException(
            coding + " frames are missing, there are " + byFrame.size());
      }
      List<EncodedSample> samples = List.copyOf(byFrame.values());
      return new EncodedTrack(codecData(header, samples.getFirst().data()), samples);
    } finally {
      av_frame_free(frame);
    }
  }

  private Slice codecData(Slice header, Slice frame) {
    try {
      return switch (coding) {
        case AAC -> header.slice(0, AAC_CONFIG_BYTES);
        case AC_3 -> DolbyConfig.fromFrame(DolbyConfig.Coding.AC_3, frame).toCodecPrivateData();
        case E_AC_3 -> DolbyConfig.fromFrame(DolbyConfig.Coding.E_AC_3, frame).toCodecPrivateData();
      };
    } catch (MalformedMediaException wrong) {
      throw new IllegalStateException("FFmpeg's " + coding + " is something else", wrong);
    }
  }

  private void settings(AVCodecContext context) {
    context.sample_fmt(AV_SAMPLE_FMT_FLTP).sample_rate(TestTone.RATE_HZ).bit_rate(bitrateBps);
    av_channel_layout_default(context.ch_layout(), CHANNEL_COUNT);
    context.time_base().num(1).den(TestTone.RATE_HZ);
    if (coding == Coding.AAC) {
      context.profile(AV_PROFILE_AAC_LOW);
    }
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
  }

  private AVFrame frame() {
    AVFrame frame = av_frame_alloc();
    frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(TestTone.RATE_HZ).nb_samples(coding.frameSamples);
    av_channel_layout_default(frame.ch_layout(), CHANNEL_COUNT);
    Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame buffer");
    return frame;
  }

  private void fill(AVFrame frame, int index) {
    Ffmpeg.check(av_frame_make_writable(frame), "frame is in use");
    float[] samples = new float[coding.frameSamples];
    for (int at = 0; at < samples.length; at++) {
      samples[at] = tone.sample((long) index * samples.length + at);
    }
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
      new FloatPointer(frame.data(channel)).put(samples, 0, samples.length);
    }
    frame.pts((long) index * samples.length);
  }
}
