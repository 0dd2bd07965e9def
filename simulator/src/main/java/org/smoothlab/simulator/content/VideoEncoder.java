package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.NalUnits;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * Encodes one rung with OpenH264: constrained baseline, so no B frames and one order of frames;
 * closed groups of exactly {@link Ladder#GOP_FRAMES}, alike on all rungs.
 */
final class VideoEncoder {
  /** Size of the length in front of each NAL unit of a sample. */
  static final int NAL_UNIT_LENGTH_BYTES = 4;

  private final Ladder ladder;
  private final int level;
  private final Rung rung;

  VideoEncoder(Ladder ladder, int level) {
    this.ladder = ladder;
    this.level = level;
    this.rung = ladder.rungs().get(level);
  }

  /**
   * Encodes one loop.
   *
   * @param frameDone runs after every frame
   * @throws IllegalStateException if the encoder put a key frame elsewhere or left out a frame
   */
  EncodedTrack encode(Runnable frameDone) {
    List<EncodedSample> samples = new ArrayList<>(ladder.frameCount());
    TestPattern pattern = new TestPattern(ladder, level);
    AVFrame frame = frame();
    try (Ffmpeg encoder = new Ffmpeg("libopenh264", this::settings, options())) {
      Slice parameterSets = Slice.copyOf(encoder.extraData());
      for (int index = 0; index < ladder.frameCount(); index++) {
        Ffmpeg.check(av_frame_make_writable(frame), "frame is in use");
        fill(frame, pattern.draw(index));
        frame.pts(index);
        encoder.encode(Optional.of(frame), packet -> samples.add(sample(packet, samples.size())));
        frameDone.run();
      }
      encoder.encode(Optional.empty(), packet -> samples.add(sample(packet, samples.size())));
      requireAll(samples.size());
      return new EncodedTrack(parameterSets, samples);
    } finally {
      av_frame_free(frame);
    }
  }

  private void settings(AVCodecContext context) {
    context.width(rung.widthPixels()).height(rung.heightPixels()).pix_fmt(AV_PIX_FMT_YUV420P);
    context.time_base().num(1).den(Ladder.FRAMES_PER_SECOND);
    context.framerate().num(Ladder.FRAMES_PER_SECOND).den(1);
    context.gop_size(Ladder.GOP_FRAMES).max_b_frames(0).bit_rate(rung.bitrateBps());
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
    // Said on every rung: players guess by height otherwise, and colours jump at a switch.
    context.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
    context.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
    // More threads do not make OpenH264 faster with one slice; rungs run side by side instead.
    context.thread_count(1);
  }

  private static Map<String, String> options() {
    return Map.of(
        "profile", "constrained_baseline", "rc_mode", "bitrate", "allow_skip_frames", "0");
  }

  private AVFrame frame() {
    AVFrame frame = av_frame_alloc();
    frame.format(AV_PIX_FMT_YUV420P).width(rung.widthPixels()).height(rung.heightPixels());
    Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame buffer");
    return frame;
  }

  static void fill(AVFrame frame, Raster picture) {
    for (int plane = 0; plane < 3; plane++) {
      int widthBytes = plane == 0 ? picture.width() : picture.width() / 2;
      int rowCount = plane == 0 ? picture.height() : picture.height() / 2;
      for (int row = 0; row < rowCount; row++) {
        frame
            .data(plane)
            .position((long) row * frame.linesize(plane))
            .put(picture.plane(plane), row * widthBytes, widthBytes);
      }
    }
  }

  private EncodedSample sample(AVPacket packet, int index) {
    boolean sync = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
    if (packet.pts() != index || sync != (index % Ladder.GOP_FRAMES == 0)) {
      throw new IllegalStateException(
          rung + ": frame " + index + " came as " + packet.pts() + (sync ? ", sync" : ""));
    }
    return new EncodedSample(withLengths(Slice.copyOf(Ffmpeg.bytes(packet))), sync);
  }

  // The encoder puts a start code in front of each NAL unit, a file a length.
  private static Slice withLengths(Slice annexB) {
    try {
      return NalUnits.toLengthPrefixed(NalUnits.splitAnnexB(annexB), NAL_UNIT_LENGTH_BYTES);
    } catch (MalformedMediaException wrong) {
      throw new IllegalStateException("OpenH264 gave something else than a byte stream", wrong);
    }
  }

  private void requireAll(int sampleCount) {
    if (sampleCount != ladder.frameCount()) {
      throw new IllegalStateException(
          rung + ": " + sampleCount + " samples of " + ladder.frameCount() + " frames");
    }
  }
}
