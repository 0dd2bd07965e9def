package org.smoothlab.server.protocol;

import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.MemoryPointStore;
import org.smoothlab.server.origin.PointStore;

/**
 * What an origin keeps beyond its process. Calls may block: doors run on virtual threads.
 *
 * @param points the settings of publishing points
 * @param fragments what has left memory
 * @param recorder who fills that store
 * @param recordings what can be watched on demand
 */
public record Stores(
    PointStore points, FragmentStore fragments, Recorder recorder, Recordings recordings) {
  /** Keeps nothing beyond the process. */
  public static Stores memory() {
    return new Stores(new MemoryPointStore(), FragmentStore.NONE, Recorder.NONE, Recordings.NONE);
  }

  /** The same with other settings of points. */
  public Stores withPoints(PointStore newPoints) {
    return new Stores(newPoints, fragments, recorder, recordings);
  }

  /** The same with an archive: who writes it, and from where it is read. */
  public Stores withArchive(Recorder newRecorder, FragmentStore newFragments) {
    return new Stores(points, newFragments, newRecorder, recordings);
  }

  /** The same with events on demand. */
  public Stores withRecordings(Recordings newRecordings) {
    return new Stores(points, fragments, recorder, newRecordings);
  }
}
