package org.smoothlab.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.SourceSettings;
import picocli.CommandLine.Option;

/** What is sent, and what is made of it first. */
final class SourceOptions {
  @Option(
      names = "--source",
      paramLabel = "FILE",
      description =
          "play this as if it were live: an .ism, a fragmented file such as .ismv, or anything"
              + " that FFmpeg reads, which is made ready once and kept")
  private Optional<Path> source = Optional.empty();

  @Option(
      names = "--ladder",
      paramLabel = "NAME",
      defaultValue = "standard",
      description =
          "what is sent without a source, or made of a file: standard (720p, 360p and 180p) or"
              + " small (180p and 90p, for many encoders on one machine) (default:"
              + " ${DEFAULT-VALUE})")
  private Content content = Content.STANDARD;

  @Option(
      names = "--keep-video",
      description =
          "H.264 of a file stays as it is, as one quality level whose fragments begin at its own"
              + " key frames")
  private boolean videoKept;

  @Option(
      names = "--take",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description = "so much of the beginning of a file that FFmpeg reads; without it, all of it")
  private Optional<Duration> taken = Optional.empty();

  @Option(
      names = "--transcode",
      description = "make a ladder of a fragmented file too, which is else sent as it is")
  private boolean transcoded;

  /** The ladders that can be named. */
  private enum Content {
    STANDARD,
    SMALL;

    Ladder ladder() {
      return switch (this) {
        case STANDARD -> Ladder.standard();
        case SMALL -> Ladder.small();
      };
    }
  }

  Optional<Path> source() {
    return source;
  }

  Ladder ladder() {
    return content.ladder();
  }

  boolean isTranscoded() {
    return transcoded;
  }

  /** Whether one was given that is about a file. */
  boolean isAboutFiles() {
    return videoKept || taken.isPresent() || transcoded;
  }

  /**
   * What is to be made of a file.
   *
   * @param gopsPerFragment length of a fragment in groups of pictures of 2 s
   * @throws UsageException if there is no such thing
   */
  SourceSettings settings(int gopsPerFragment) throws UsageException {
    try {
      return new SourceSettings(
          content.ladder(),
          videoKept,
          taken.map(duration -> duration.toNanos() / 1000),
          gopsPerFragment);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(wrong);
    }
  }
}
