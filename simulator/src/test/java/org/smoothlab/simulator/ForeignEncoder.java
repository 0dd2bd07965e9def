package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An encoder that we did not write, as a child process pushing to a publishing point. */
final class ForeignEncoder {
  private ForeignEncoder() {}

  /** Stock FFmpeg: so many video bitrates and one sound, fragments of two seconds. */
  static List<String> ffmpeg(String pushUrl, int bitrateCount, int seconds) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-y"));
    for (String source : List.of("testsrc=size=640x360:rate=25", "sine=sample_rate=48000")) {
      command.addAll(List.of("-readrate", "6", "-f", "lavfi", "-i", source));
    }
    command.addAll(List.of("-t", String.valueOf(seconds), "-filter_complex", ladder(bitrateCount)));
    for (int level = 0; level < bitrateCount; level++) {
      command.addAll(List.of("-map", "[v" + level + "]"));
      command.addAll(List.of("-b:v:" + level, (600 - 200 * level) + "k"));
    }
    command.addAll(List.of("-map", "1:a", "-c:v", "libx264", "-preset", "ultrafast"));
    command.addAll(List.of("-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-bf", "0"));
    command.addAll(List.of("-c:a", "aac", "-b:a", "64k"));
    command.addAll(List.of("-f", "ismv", "-movflags", "isml+frag_keyframe", pushUrl));
    return command;
  }

  /** GStreamer's {@code ismlmux}, which sends no server manifest and {@code tfdt}. */
  static List<String> gstreamer(String pushUrl, int seconds) {
    String pipeline =
        "videotestsrc num-buffers="
            + seconds * 25
            + " ! video/x-raw,width=320,height=180,framerate=25/1"
            + " ! x264enc key-int-max=50 tune=zerolatency bitrate=400 ! h264parse ! mux."
            + " audiotestsrc samplesperbuffer=1024 num-buffers="
            + seconds * 48_000 / 1024
            + " ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse ! mux."
            + " ismlmux name=mux fragment-duration=2000"
            + " ! curlhttpsink location="
            + pushUrl;
    List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
    command.addAll(List.of(pipeline.split(" ")));
    return command;
  }

  /** Runs it to its end, which must be good and within a minute. */
  static void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS))
          .describedAs(() -> "%s did not end within 60 s: %s".formatted(command, text(log)))
          .isTrue();
      assertThat(process.exitValue()).describedAs(() -> text(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static String ladder(int bitrateCount) {
    StringBuilder filters = new StringBuilder("[0:v]format=yuv420p,split=" + bitrateCount);
    for (int level = 0; level < bitrateCount; level++) {
      filters.append("[s").append(level).append(']');
    }
    for (int level = 0; level < bitrateCount; level++) {
      int width = 640 >> level;
      filters.append(";[s%d]scale=%d:%d[v%d]".formatted(level, width, width * 9 / 16, level));
    }
    return filters.toString();
  }
}
