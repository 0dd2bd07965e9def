package org.smoothlab.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.transmux.TsProgram;

/**
 * Fragments of H.264 and AAC that FFmpeg has made, for a comparison on content of its own.
 *
 * @param file with all of them, as an encoder would send it
 * @param program of their two tracks
 * @param fragments of each track
 */
record TsContent(Path file, TsProgram program, List<List<Fragment>> fragments) {
  static final int SECONDS = 24;

  private static final Pattern USED =
      Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s rtime=[0-9.]+s");

  /**
   * Encodes {@value #SECONDS} s in fragments of 2 s at 3 Mb/s.
   *
   * @param pictureSize such as {@code 1280x720}
   */
  static TsContent encode(Path folder, String pictureSize) throws IOException, MediaException {
    Path file = folder.resolve("content.ismv");
    String inputs =
        "-f lavfi -i testsrc2=s=%s:r=25:d=%d -f lavfi -i sine=d=%d:r=48000"
            .formatted(pictureSize, SECONDS, SECONDS);
    String video =
        " -c:v libx264 -preset ultrafast -bf 2 -g 50 -x264-params scenecut=0:nal-hrd=cbr"
            + " -b:v 3M -maxrate 3M -bufsize 3M -pix_fmt yuv420p";
    String format =
        " -c:a aac -b:a 128k -ac 2 -flags +global_header -movflags isml+frag_keyframe -f ismv";
    ffmpeg((inputs + video + format).split(" "), file.toString());
    // Outside the heap, where an origin has them.
    return read(file, Slice.copyOf(Files.readAllBytes(file)).copy());
  }

  /** Those that reach into a span of the common clock. */
  List<List<Fragment>> within(long startTicks, long endTicks) {
    return fragments.stream()
        .map(track ->
            track.stream()
                .filter(fragment -> fragment.time().startTicks() < endTicks)
                .filter(fragment -> fragment.time().endTicks() > startTicks)
                .toList())
        .toList();
  }

  /** Bytes of all samples. */
  long sampleBytes() {
    return fragments.stream()
        .flatMap(List::stream)
        .mapToLong(fragment -> fragment.payload().size())
        .sum();
  }

  /**
   * Lets FFmpeg make a transport stream of the file, again and again, for nobody.
   *
   * @return seconds of processor time, from when it has found out what is in the file
   */
  double transmuxByFfmpeg(int loopCount) throws IOException {
    String arguments =
        "-benchmark -nostats -stream_loop %d -i %s -map 0 -c copy -f mpegts"
            .formatted(loopCount - 1, file);
    Matcher used = USED.matcher(ffmpeg(arguments.split(" "), "/dev/null"));
    if (!used.find()) {
      throw new IOException("FFmpeg does not tell what it used");
    }
    return Double.parseDouble(used.group(1)) + Double.parseDouble(used.group(2));
  }

  private static String ffmpeg(String[] arguments, String output) throws IOException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-y"));
    command.addAll(List.of(arguments));
    command.add(output);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IOException("FFmpeg left with %d: %s".formatted(exitCode, said));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("while FFmpeg was working");
    } finally {
      process.destroyForcibly();
    }
  }

  private static TsContent read(Path file, Slice bytes) throws MediaException {
    List<TopLevelBox> boxes = new BoxSplitter(BoxLimits.LIVE).feed(bytes);
    int headBoxCount = 0;
    while (!boxes.get(headBoxCount).type().equals(MoofBox.TYPE)) {
      headBoxCount++;
    }
    Announce announce = Announce.read(boxes.subList(0, headBoxCount));
    List<Fragment> all = new ArrayList<>();
    for (int i = headBoxCount; i < boxes.size(); i++) {
      if (boxes.get(i).type().equals(MoofBox.TYPE)) {
        all.addAll(FragmentReader.read(boxes.get(i).bytes(), boxes.get(i + 1).bytes()));
      }
    }
    return new TsContent(
        file,
        TsProgram.of(announce.tracks()),
        announce.tracks().stream().map(track -> of(track, all)).toList());
  }

  private static List<Fragment> of(TrackInfo track, List<Fragment> fragments) {
    return fragments.stream()
        .filter(fragment -> fragment.trackNumber() == track.trackNumber())
        .toList();
  }
}
