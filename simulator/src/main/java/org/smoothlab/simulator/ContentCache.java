package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Presentation;
import org.smoothlab.simulator.content.SourceSettings;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.content.UserFile;

/** Where encoded test content is kept between runs, and how its making is told. */
final class ContentCache {
  private static final int STEPS = 20;

  private ContentCache() {}

  /**
   * The clip of {@code ladder}, from the cache or encoded now with one line of progress.
   *
   * @throws IOException if the cache folder cannot be read or written
   */
  static LoopClip load(Ladder ladder, PrintWriter talk) throws IOException {
    return LoopClip.load(ladder, folder(), progress(talk));
  }

  /**
   * The tracks of a clip and the extras, from the cache or encoded now.
   *
   * @throws IOException if the cache folder cannot be read or written
   */
  static List<ClipTrack> with(LoopClip clip, Extras extras) throws IOException {
    return clip.with(extras, folder());
  }

  /**
   * The tiny clip, and the extras.
   *
   * @throws IOException if the cache folder cannot be read or written
   */
  static List<ClipTrack> tiny(Extras extras) throws IOException {
    return TinyClip.with(extras, folder());
  }

  /**
   * What is made of a user's file, from the cache or made now with a line of progress.
   *
   * @throws IOException if the file cannot be read, or the cache folder not be written
   */
  static Presentation source(Path file, SourceSettings settings, PrintWriter talk)
      throws IOException {
    return UserFile.read(file, settings, folder(), new SourceTalk(file, talk));
  }

  /** The folder of a checkout if the launcher names one, else the user's cache folder. */
  static Path folder() {
    return folder(System.getProperty("smoothlab.home", ""), System.getenv());
  }

  static Path folder(String checkout, Map<String, String> environment) {
    if (!checkout.isEmpty()) {
      return Path.of(checkout, ".smoothlab", "content");
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    return cache.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "smoothlab", "content")
        : Path.of(cache, "smoothlab", "content");
  }

  private static EncodeProgress progress(PrintWriter talk) {
    return (done, all) -> {
      int step = Math.max(1, all / STEPS);
      if (done % step == 0 || done == all) {
        talk.print("\rencoding test content " + 100L * done / all + " %");
        if (done == all) {
          talk.println();
        }
        talk.flush();
      }
    };
  }
}
