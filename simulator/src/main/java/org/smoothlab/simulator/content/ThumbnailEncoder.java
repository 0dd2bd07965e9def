package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/** Small JPEG pictures of the clip, one for every two seconds, with their own stamp. */
final class ThumbnailEncoder {
  static final int WIDTH_PIXELS = 160;
  static final int HEIGHT_PIXELS = 90;

  private static final int QUALITY = 4; // of 1..31, 1 is the best

  private final Ladder ladder;

  /**
   * @param loopSeconds of the picture
   */
  ThumbnailEncoder(int loopSeconds) {
    Rung rung = new Rung(WIDTH_PIXELS, HEIGHT_PIXELS, 1);
    this.ladder = new Ladder(List.of(rung), 64_000, loopSeconds);
  }

  /** The pictures at the key frames of one loop. */
  EncodedTrack encode() {
    List<EncodedSample> samples = new ArrayList<>();
    TestPattern pattern = new TestPattern(ladder, 0);
    AVFrame frame = frame();
    try (Ffmpeg encoder = new Ffmpeg("mjpeg", ThumbnailEncoder::settings, Map.of())) {
      for (int index = 0; index < ladder.frameCount(); index += Ladder.GOP_FRAMES) {
        Ffmpeg.check(av_frame_make_writable(frame), "frame is in use");
        VideoEncoder.fill(frame, pattern.draw(index));
        frame.pts(index / Ladder.GOP_FRAMES).quality(QUALITY * FF_QP2LAMBDA);
        encoder.encode(
            Optional.of(frame),
            packet -> samples.add(new EncodedSample(Slice.copyOf(Ffmpeg.bytes(packet)), true)));
      }
      return new EncodedTrack(Slice.EMPTY, samples);
    } finally {
      av_frame_free(frame);
    }
  }

  private static void settings(AVCodecContext context) {
    context.width(WIDTH_PIXELS).height(HEIGHT_PIXELS).pix_fmt(AV_PIX_FMT_YUVJ420P);
    context.time_base().num(2).den(1);
    context.color_range(AVCOL_RANGE_JPEG);
    context.flags(context.flags() | AV_CODEC_FLAG_QSCALE);
    context.global_quality(QUALITY * FF_QP2LAMBDA).thread_count(1);
  }

  private static AVFrame frame() {
    AVFrame frame = av_frame_alloc();
    frame.format(AV_PIX_FMT_YUVJ420P).width(WIDTH_PIXELS).height(HEIGHT_PIXELS);
    Ffmpeg.check(av_frame_get_buffer(frame, 0), "frame buffer");
    return frame;
  }
}
