package org.smoothlab.media.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/**
 * What the installed FFmpeg has encoded and cut into fragments.
 *
 * @param tracks as announced
 * @param fragments of each track, in the order of the tracks
 */
public record FfmpegContent(List<TrackInfo> tracks, List<List<Fragment>> fragments) {
  private static final long PATIENCE_SECONDS = 120;

  /**
   * Runs {@code ffmpeg}, which writes fragments into {@code file}.
   *
   * @param arguments inputs, codecs and format, without the file
   */
  public static FfmpegContent encode(Path file, String arguments)
      throws IOException, MediaException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
    command.addAll(List.of(arguments.split(" ")));
    command.add(file.toString());
    assertThat(run(command)).isEmpty();
    return read(Slice.copyOf(Files.readAllBytes(file)));
  }

  /** What a program says, on both its outputs; it must end well. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("%s ends", command).isTrue();
      assertThat(process.exitValue()).as("%s says %s", command, said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static FfmpegContent read(Slice file) throws MediaException {
    List<TopLevelBox> boxes = new BoxSplitter(BoxLimits.LIVE).feed(file);
    int headBoxCount = 0;
    while (!boxes.get(headBoxCount).type().equals(MoofBox.TYPE)) {
      headBoxCount++;
    }
    Announce announce = Announce.read(boxes.subList(0, headBoxCount));
    List<Fragment> all = new ArrayList<>();
    for (int i = headBoxCount; i < boxes.size(); i++) {
      if (boxes.get(i).type().equals(MoofBox.TYPE)) {
        Slice mdat = boxes.get(i + 1).bytes();
        all.addAll(FragmentReader.read(boxes.get(i).bytes(), mdat, announce.defaults()));
      }
    }
    return new FfmpegContent(
        announce.tracks(), announce.tracks().stream().map(track -> of(track, all)).toList());
  }

  private static List<Fragment> of(TrackInfo track, List<Fragment> fragments) {
    return fragments.stream()
        .filter(fragment -> fragment.trackNumber() == track.trackNumber())
        .toList();
  }
}
