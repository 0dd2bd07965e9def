package org.smoothlab.simulator.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg's demultiplexer and decoders, in this process: what others make of our bytes. */
final class ForeignReader {
  private static final int EXPLODE_ON_ERRORS = 1 << 3;

  private ForeignReader() {}

  /**
   * One stream as decoded.
   *
   * @param size width of the picture or channels of the sound
   */
  record Decoded(String codec, int size, int frameCount) {}

  /** Decodes every stream of a file; any fault in it is an error. */
  static List<Decoded> read(Path file) {
    AVFormatContext format = new AVFormatContext((Pointer) null);
    require(
        avformat_open_input(format, file.toString(), (AVInputFormat) null, (AVDictionary) null));
    List<AVCodecContext> decoders = new ArrayList<>();
    try {
      require(avformat_find_stream_info(format, (AVDictionary) null));
      for (int index = 0; index < format.nb_streams(); index++) {
        decoders.add(decoder(format, index));
      }
      int[] frameCounts = decode(format, decoders);
      List<Decoded> decoded = new ArrayList<>();
      for (int index = 0; index < frameCounts.length; index++) {
        decoded.add(describe(decoders.get(index), frameCounts[index]));
      }
      return decoded;
    } finally {
      decoders.forEach(decoder -> avcodec_free_context(decoder));
      avformat_close_input(format);
    }
  }

  private static AVCodecContext decoder(AVFormatContext format, int index) {
    var parameters = format.streams(index).codecpar();
    var codec = avcodec_find_decoder(parameters.codec_id());
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    require(avcodec_parameters_to_context(decoder, parameters));
    decoder.err_recognition(EXPLODE_ON_ERRORS).thread_count(1);
    require(avcodec_open2(decoder, codec, (AVDictionary) null));
    return decoder;
  }

  private static int[] decode(AVFormatContext format, List<AVCodecContext> decoders) {
    int[] frameCounts = new int[decoders.size()];
    AVPacket packet = av_packet_alloc();
    AVFrame frame = av_frame_alloc();
    try {
      int result = av_read_frame(format, packet);
      while (result >= 0) {
        AVCodecContext decoder = decoders.get(packet.stream_index());
        require(avcodec_send_packet(decoder, packet));
        frameCounts[packet.stream_index()] += receive(decoder, frame);
        av_packet_unref(packet);
        result = av_read_frame(format, packet);
      }
      requireEnd(result);
      for (int index = 0; index < frameCounts.length; index++) {
        require(avcodec_send_packet(decoders.get(index), (AVPacket) null));
        frameCounts[index] += receive(decoders.get(index), frame);
      }
      return frameCounts;
    } finally {
      av_packet_free(packet);
      av_frame_free(frame);
    }
  }

  private static int receive(AVCodecContext decoder, AVFrame frame) {
    int frameCount = 0;
    int result = avcodec_receive_frame(decoder, frame);
    while (result >= 0) {
      frameCount++;
      result = avcodec_receive_frame(decoder, frame);
    }
    if (result != AVERROR_EAGAIN()) {
      requireEnd(result);
    }
    return frameCount;
  }

  private static Decoded describe(AVCodecContext decoder, int frameCount) {
    int size =
        decoder.codec_type() == AVMEDIA_TYPE_VIDEO
            ? decoder.width()
            : decoder.ch_layout().nb_channels();
    return new Decoded(avcodec_get_name(decoder.codec_id()).getString(), size, frameCount);
  }

  private static void require(int result) {
    if (result < 0) {
      throw new AssertionError("FFmpeg says " + result);
    }
  }

  private static void requireEnd(int result) {
    if (result != AVERROR_EOF) {
      require(result);
    }
  }
}
