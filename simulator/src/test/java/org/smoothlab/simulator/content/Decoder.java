package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_EAC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/** FFmpeg's own decoder, in this process: what our samples are to somebody else. */
final class Decoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private final boolean video;

  Decoder(TrackInfo track) {
    video = track.level().format() instanceof MediaFormat.Video;
    var codec = avcodec_find_decoder(codecId(track.level().fourCc()));
    context = avcodec_alloc_context3(codec);
    boolean dolby = track.level().fourCc().endsWith("C-3");
    // What Smooth tells of Dolby is no header to FFmpeg: its frames say all themselves.
    byte[] extra = dolby ? new byte[0] : track.level().codecPrivateData().toByteArray();
    BytePointer memory = new BytePointer(av_mallocz(extra.length + AV_INPUT_BUFFER_PADDING_SIZE));
    memory.put(extra, 0, extra.length);
    context.extradata(memory).extradata_size(extra.length).thread_count(1);
    // Any fault in the bytes is an error, not something to paint over.
    context.err_recognition(1 << 3);
    Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "open decoder");
  }

  private static int codecId(String fourCc) {
    return switch (fourCc) {
      case "H264" -> AV_CODEC_ID_H264;
      case "HVC1" -> AV_CODEC_ID_HEVC;
      case "AACL" -> AV_CODEC_ID_AAC;
      case "AC-3" -> AV_CODEC_ID_AC3;
      case "EC-3" -> AV_CODEC_ID_EAC3;
      default -> throw new IllegalArgumentException(fourCc);
    };
  }

  /** Decodes one sample; {@code frames} sees what comes out, valid during the call only. */
  void decode(Sample sample, Consumer<AVFrame> frames) {
    byte[] bytes = video ? startCodes(sample.data()) : sample.data().toByteArray();
    AVPacket packet = av_packet_alloc();
    try {
      Ffmpeg.check(av_new_packet(packet, bytes.length), "packet");
      packet.data().put(bytes, 0, bytes.length);
      packet.pts(sample.decodeTicks());
      Ffmpeg.check(avcodec_send_packet(context, packet), "send packet");
    } finally {
      av_packet_free(packet);
    }
    receive(frames);
  }

  /** Takes what the decoder still holds. */
  void flush(Consumer<AVFrame> frames) {
    Ffmpeg.check(avcodec_send_packet(context, (AVPacket) null), "flush");
    receive(frames);
  }

  private void receive(Consumer<AVFrame> frames) {
    int result = avcodec_receive_frame(context, frame);
    while (result >= 0) {
      frames.accept(frame);
      result = avcodec_receive_frame(context, frame);
    }
    if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
      Ffmpeg.check(result, "receive frame");
    }
  }

  /** The luma plane of a decoded picture. */
  static FrameStamp.Luma luma(AVFrame frame) {
    byte[] samples = new byte[frame.linesize(0) * frame.height()];
    frame.data(0).get(samples);
    return new FrameStamp.Luma(Slice.copyOf(samples), frame.linesize(0), frame.width());
  }

  private static byte[] startCodes(Slice sample) {
    byte[] bytes = sample.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = sample.i32(at);
      bytes[at] = 0;
      bytes[at + 1] = 0;
      bytes[at + 2] = 0;
      bytes[at + 3] = 1;
      at += 4 + length;
    }
    return bytes;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
