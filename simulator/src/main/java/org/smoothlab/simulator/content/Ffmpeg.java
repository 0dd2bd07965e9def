package org.smoothlab.simulator.content;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One encoder of the FFmpeg libraries, in this process. Its calls hold on to the carrier of a
 * virtual thread, so it belongs on a platform thread.
 */
final class Ffmpeg implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 256;

  private final AVCodecContext context;
  private final AVPacket packet;

  /**
   * Opens an encoder.
   *
   * @param name as FFmpeg calls it
   * @param settings fills in the fields of the context
   * @param options the encoder's own options
   * @throws IllegalStateException if this build of FFmpeg lacks the encoder or refuses the settings
   */
  Ffmpeg(String name, Consumer<AVCodecContext> settings, Map<String, String> options) {
    av_log_set_level(AV_LOG_ERROR);
    AVCodec codec = avcodec_find_encoder_by_name(name);
    if (codec == null || codec.isNull()) {
      throw new IllegalStateException("FFmpeg has no encoder " + name);
    }
    context = avcodec_alloc_context3(codec);
    packet = av_packet_alloc();
    settings.accept(context);
    AVDictionary dictionary = new AVDictionary((Pointer) null);
    try {
      options.forEach((key, value) -> check(av_dict_set(dictionary, key, value, 0), key));
      check(avcodec_open2(context, codec, dictionary), name);
    } catch (IllegalStateException refused) {
      close();
      throw refused;
    } finally {
      av_dict_free(dictionary);
    }
  }

  AVCodecContext context() {
    return context;
  }

  /** The codec's header data, as the encoder gives it. */
  byte[] extraData() {
    byte[] bytes = new byte[context.extradata_size()];
    context.extradata().get(bytes);
    return bytes;
  }

  /** Gives the encoder a frame, or the end if there is none, and takes every packet it has. */
  void encode(Optional<AVFrame> frame, Consumer<AVPacket> packets) {
    check(avcodec_send_frame(context, frame.orElse(null)), "send frame");
    int result = avcodec_receive_packet(context, packet);
    while (result >= 0) {
      packets.accept(packet);
      av_packet_unref(packet);
      result = avcodec_receive_packet(context, packet);
    }
    if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
      check(result, "receive packet");
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
  }

  /** The bytes of a packet, copied. */
  static byte[] bytes(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().get(bytes);
    return bytes;
  }

  /** Throws what FFmpeg says if {@code result} is one of its errors. */
  static void check(int result, String what) {
    if (result < 0) {
      try (BytePointer message = new BytePointer(MESSAGE_BYTES_MAX)) {
        av_strerror(result, message, MESSAGE_BYTES_MAX);
        throw new IllegalStateException("FFmpeg: " + what + ": " + message.getString());
      }
    }
  }
}
