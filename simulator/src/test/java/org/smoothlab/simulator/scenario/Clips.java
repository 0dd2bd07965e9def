package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Rung;

/** A small clip for all tests of this package, encoded once per build folder. */
final class Clips {
  static final List<ClipTrack> TRACKS = load();

  private Clips() {}

  private static List<ClipTrack> load() {
    Ladder ladder =
        new Ladder(List.of(new Rung(320, 180, 200_000), new Rung(160, 90, 80_000)), 64_000, 4);
    try {
      return LoopClip.load(ladder, Path.of("target", "clips"), EncodeProgress.SILENT).tracks();
    } catch (IOException notLoaded) {
      throw new UncheckedIOException(notLoaded);
    }
  }
}
