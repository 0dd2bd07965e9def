package org.smoothlab.server.archive;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.StoreException;

/** The runs that viewers may ask for now: for each point that which began last. */
final class RunShelf implements FragmentStore {
  private final Map<String, ArchivedRun> runs = new ConcurrentHashMap<>();

  void put(ArchivedRun run) {
    runs.put(run.point(), run);
  }

  void remove(String point) {
    runs.remove(point);
  }

  @Override
  public Optional<Fragment> fetch(Key key, long startTicks, long toleranceTicks)
      throws StoreException {
    Optional<ArchivedTrack> track =
        Optional.ofNullable(runs.get(key.point()))
            .filter(run -> run.number() == key.runNumber())
            .flatMap(run -> run.track(key.track()));
    if (track.isEmpty()) {
      return Optional.empty();
    }
    try {
      return track.get().fetch(startTicks, toleranceTicks);
    } catch (IOException e) {
      throw DiskFaults.storeException(key + " at " + startTicks, e);
    }
  }
}
