package org.smoothlab.server.archive;

import java.io.IOException;
import org.smoothlab.media.Fragment;

/**
 * Fragments of a track that came when later ones had been written: a log beside the log, in the
 * order in which they came.
 *
 * @param times where each of them is
 */
record PastLog(TrackLog log, PastTimes times) {
  void append(Fragment fragment) throws IOException {
    times.add(log.append(fragment));
  }

  /** For readers. */
  ArchivedTrack.PastPart part() {
    return new ArchivedTrack.PastPart(
        new ArchivedTrack.Part(log.file(), log.track(), log.index()), times);
  }
}
