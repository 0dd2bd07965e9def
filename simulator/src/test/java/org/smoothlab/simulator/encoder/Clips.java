package org.smoothlab.simulator.encoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Rung;

/** A clip for all tests of this package: two small pictures and sound in a loop of 4 s. */
final class Clips {
  /** Track 1 and 2 are video, 3 is audio. */
  static final List<ClipTrack> TRACKS = load();

  private Clips() {}

  private static List<ClipTrack> load() {
    Ladder ladder =
        new Ladder(List.of(new Rung(320, 180, 200_000), new Rung(160, 90, 80_000)), 64_000, 4);
    try {
      Path folder = Files.createTempDirectory("clips");
      try {
        return LoopClip.load(ladder, folder, EncodeProgress.SILENT).tracks();
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
