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
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * Encodes one period of {@link TestTone} as AAC-LC.
 *
 * <p>An AAC frame overlaps its neighbours, so the end of the period has to meet its beginning. The
 * sound is encoded for a little longer than a period and the frames are taken from the middle: the
 * seam then lies in the steady part of a chord, between two frames whose signal is the same.
 */
final class AudioEncoder {
  /** Samples of each channel in an AAC frame. */
  static final int FRAME_SAMPLES = 1024;

  /** AAC frames in one period of the sound. */
  static final int PERIOD_FRAMES = TestTone.PERIOD_SECONDS * TestTone.RATE_HZ / FRAME_SAMPLES;

  static final int CHANNEL_COUNT = 2;

  // 24 frames are 0.5 s: past the beep and in the middle of a chord.
  private static final int SEAM_FRAME = 24;
  private static final int CONFIG_BYTES = 2;

  private final int bitrateBps;

  AudioEncoder(int bitrateBps) {
    this.bitrateBps = bitrateBps;
  }

  /** Encodes one period, beginning at its time 0. */
  EncodedTrack encode() {
    Map<Integer, EncodedSample> byFrame = new TreeMap<>();
    AVFrame frame = frame();
    try (Ffmpeg encoder = new Ffmpeg("aac", this::settings, Map.of())) {
      // ISO/IEC 14496-3, 1.6.2.1: two bytes say all of LC; the rest says that there is no SBR.
      Slice config = Slice.copyOf(encoder.extraData()).slice(0, CONFIG_BYTES);
      for (int index = 0; index < SEAM_FRAME + PERIOD_FRAMES + 2; index++) {
        fill(frame, index);
        encoder.encode(
            Optional.of(frame),
            packet -> {
              // The packet's time is that of the samples which come out when it is decoded.
              int number = Math.toIntExact(Math.floorDiv(packet.pts(), FRAME_SAMPLES));
              if (number >= SEAM_FRAME && number < SEAM_FRAME + PERIOD_FRAMES) {
                Slice data = Slice.copyOf(Ffmpeg.bytes(packet));
                byFrame.put(number % PERIOD_FRAMES, new EncodedSample(data, true));
              }
            });
      }
      if (byFrame.size() != PERIOD_FRAMES) {
        throw new IllegalStateException("AAC frames are missing, there are " + byFrame.size());
      }
      return new EncodedTrack(config, List.copyOf(byFrame.values()));
    } finally {
      av_frame_free(frame);
    }
  }

  private void settings(AVCodecContext context) {
    context.sample_fmt(AV_SAMPLE_FMT_FLTP).sample_rate(TestTone.RATE_HZ).bit_rate(bitrateBps);
    av_channel_layout_default(context.ch_layout(), CHANNEL_COUNT);
    context.time_base().num(1).den(TestTone.RATE_HZ);
    context.profile(AV_PROFILE_AAC_LOW);
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
  }

  private static AVFrame frame() {
    AVFrame frame = av_frame_alloc();
    frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(TestTone.RATE_HZ).nb_samples(FRAME_SAMPLES);
    av_channel_layout_default(frame.ch_layout(), CHANNEL_COUNT);
    Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame buffer");
    return frame;
  }

  private static void fill(AVFrame frame, int index) {
    Ffmpeg.check(av_frame_make_writable(frame), "frame is in use");
    float[] samples = new float[FRAME_SAMPLES];
    for (int at = 0; at < FRAME_SAMPLES; at++) {
      samples[at] = TestTone.sample((long) index * FRAME_SAMPLES + at);
    }
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
      new FloatPointer(frame.data(channel)).put(samples, 0, FRAME_SAMPLES);
    }
    frame.pts((long) index * FRAME_SAMPLES);
  }
}
