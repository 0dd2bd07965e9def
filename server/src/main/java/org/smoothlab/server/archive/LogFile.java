package org.smoothlab.server.archive;

import java.nio.file.Path;

/**
 * The two files of a track in a segment.
 *
 * @param log fragmented MP4, for everybody
 * @param index what is ours alone: it can be made again from the log
 */
record LogFile(Path log, Path index) {
  static final String INDEX_SUFFIX = ".idx";

  private static final String PAST_SUFFIX = ".past";
  private static final String TIDY_SUFFIX = ".tidy";

  LogFile(Path log) {
    this(log, beside(log, INDEX_SUFFIX));
  }

  /** Where fragments of the track are that came when later ones had been written. */
  LogFile past() {
    return new LogFile(beside(log, PAST_SUFFIX));
  }

  /** Where both are being put in order, to take the place of this one. */
  LogFile tidy() {
    return new LogFile(beside(log, TIDY_SUFFIX));
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  @Override
  public String toString() {
    return log.toString();
  }
}
