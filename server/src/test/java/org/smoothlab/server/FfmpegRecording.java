package org.smoothlab.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What FFmpeg sends to a publishing point: 12 s of video (20 000 bit/s, key frame and fragment each
 * second) and audio (16 000 bit/s). Made by FFmpeg 5.1.9:
 *
 * <pre>ffmpeg -f lavfi -i testsrc=s=64x36:r=10 -f lavfi -i sine=frequency=1000:sample_rate=48000
 *   -t 12 -map 0 -map 1 -c:v libx264 -profile:v baseline -g 10 -keyint_min 10 -sc_threshold 0
 *   -b:v 20k -c:a aac -b:a 16k -ac 1 -flags +global_header -movflags isml+frag_keyframe
 *   -f ismv ffmpeg-12s.isml</pre>
 */
final class FfmpegRecording {
  /** 100 ns ticks: the start of each video fragment is its index in seconds. */
  static final long SECOND_TICKS = 10_000_000L;

  /** {@code ftyp}, live server manifest and {@code moov}. */
  final byte[] announce;

  /** The {@code moof} and {@code mdat} of video and audio, by second. */
  final List<byte[]> seconds;

  /** The empty {@code mfra}. */
  final byte[] end;

  private FfmpegRecording(byte[] announce, List<byte[]> seconds, byte[] end) {
    this.announce = announce;
    this.seconds = seconds;
    this.end = end;
  }

  static FfmpegRecording load() throws IOException {
    try (InputStream in = FfmpegRecording.class.getResourceAsStream("/ingest/ffmpeg-12s.isml")) {
      if (in == null) {
        throw new IOException("no resource /ingest/ffmpeg-12s.isml");
      }
      return cut(in.readAllBytes());
    }
  }

  private static FfmpegRecording cut(byte[] all) {
    List<byte[]> boxes = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(all);
    while (in.hasRemaining()) {
      byte[] box = new byte[in.getInt(in.position())];
      in.get(box);
      boxes.add(box);
    }
    List<byte[]> seconds = new ArrayList<>();
    for (int i = 3; i + 4 < boxes.size(); i += 4) {
      seconds.add(join(boxes.subList(i, i + 4)));
    }
    return new FfmpegRecording(join(boxes.subList(0, 3)), seconds, boxes.getLast());
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
