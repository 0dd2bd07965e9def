package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.content.Presentation;
import org.smoothlab.simulator.content.SourceSettings;
import org.smoothlab.simulator.content.SourceTrack;
import org.smoothlab.simulator.content.UnreadableSourceException;

/**
 * What an encoder is to send.
 *
 * @param tracks with the extras
 * @param presentation they are of, if they are not of test content
 * @param endless whether it goes round and round
 */
record EncodeSource(
    List<? extends SourceTrack> tracks, Optional<Presentation> presentation, boolean endless) {

  /** Test content and what it has beside. */
  static EncodeSource clip(Ladder ladder, Extras extras, PrintWriter talk) throws IOException {
    LoopClip clip = ContentCache.load(ladder, talk);
    return new EncodeSource(ContentCache.with(clip, extras), Optional.empty(), true);
  }

  /**
   * A file, or a file and the server manifest that names it.
   *
   * @param settings for files that are no fragmented ones yet
   * @throws UnreadableSourceException if they are not what they should be
   */
  static EncodeSource files(List<Path> files, PushOptions options, FileSource settings)
      throws IOException, UsageException {
    Presentation read = read(files, settings);
    Presentation begun = options.isLiveArchive() ? read.fromZero() : read;
    Presentation played = options.isLooped() ? begun.looped() : begun;
    return new EncodeSource(played.tracks(), Optional.of(played), options.isLooped());
  }

  /**
   * How a file is to be read.
   *
   * @param always whether FFmpeg reads it even if it is fragmented
   * @param talk told what is made of it
   */
  record FileSource(SourceSettings settings, boolean always, PrintWriter talk) {}

  private static Presentation read(List<Path> files, FileSource settings)
      throws IOException, UsageException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new UnreadableSourceException(file + ": no such file");
      }
    }
    if (files.size() == 2 && isServerManifest(files.getLast())) {
      return Presentation.read(files.getFirst(), files.getLast());
    }
    if (files.size() != 1) {
      throw new UsageException(
          "write one source, or a .ismv and the .ism that names it, not " + files);
    }
    Path file = files.getFirst();
    if (isServerManifest(file)) {
      return Presentation.read(file);
    }
    return !settings.always && Presentation.isFragmented(file)
        ? Presentation.readAlone(file)
        : ContentCache.source(file, settings.settings, settings.talk);
  }

  private static boolean isServerManifest(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".ism");
  }
}
