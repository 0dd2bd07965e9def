package org.smoothlab.server.archive;

import java.nio.file.Path;

/**
 * The two files of a track in a segment.
 *
 * @param log fragmented MP4, for everybody
 */
record LogFile(Path log) {
  /** What is ours alone: it can be made again from the log. */
  static final String INDEX_SUFFIX = ".idx";

  Path index() {
    return log.resolveSibling(log.getFileName() + INDEX_SUFFIX);
  }

  @Override
  public String toString() {
    return log.toString();
  }
}
