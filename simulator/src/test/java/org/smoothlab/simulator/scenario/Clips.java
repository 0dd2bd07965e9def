package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Rung;

/** A small clip for all tests of this package, encoded once per build folder. */
final class Clips {
  private static final Path FOLDER = Path.of("target", "clips");
  private static final LoopClip CLIP = load();

  static final List<ClipTrack> TRACKS = CLIP.tracks();

  private Clips() {}

  private static LoopClip load() {
    Ladder ladder =
        new Ladder(List.of(new Rung(320, 180, 200_000), new Rung(160, 90, 80_000)), 64_000, 4);
    try {
      return LoopClip.load(ladder, FOLDER, EncodeProgress.SILENT);
    } catch (IOException notLoaded) {
      throw new UncheckedIOException(notLoaded);
    }
  }

  /** What the encoders of a scenario send. */
  static Contents contents(Scenario scenario) {
    Map<Extras, List<ClipTrack>> made = new HashMap<>();
    try {
      for (Extras extras : scenario.extras()) {
        made.put(extras, CLIP.with(extras, FOLDER));
      }
    } catch (IOException notLoaded) {
      throw new UncheckedIOException(notLoaded);
    }
    return new Contents(made);
  }
}
