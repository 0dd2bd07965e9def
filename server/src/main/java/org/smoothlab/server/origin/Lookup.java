package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.transmux.LookAheadPatch;

/** What a timeline has at a time. */
public sealed interface Lookup permits PublishedFragment, Lookup.Archived, Lookup.Absence {
  /**
   * The fragment has left memory; a {@link FragmentStore} has it.
   *
   * @param track whose it is
   * @param near when it starts
   * @param following what it announces
   * @param runTag begins its entity tag
   */
  record Archived(TrackInfo track, Near near, List<FragmentTime> following, String runTag)
      implements Lookup, WholeLookup {
    public Archived {
      following = List.copyOf(following);
    }

    /**
     * What viewers get, once it is fetched. Its entity tag differs from the one that it had in
     * memory: at that time it may have announced something else.
     *
     * @throws MediaException if it is no fragment that was ever taken
     */
    public PublishedFragment publish(Fragment fragment) throws MediaException {
      String tag =
          '"'
              + runTag
              + '-'
              + track.level().bitrateBps()
              + '-'
              + fragment.time().startTicks()
              + "-archived\"";
      return new PublishedFragment(track, fragment, LookAheadPatch.head(fragment, following), tag);
    }
  }

  /**
   * A start time, as the stream has it; the track may round in another way.
   *
   * @param toleranceTicks half a frame
   */
  record Near(long startTicks, long toleranceTicks) {}

  /** Nothing to serve, and why. */
  enum Absence implements Lookup, WholeLookup {
    /** No such stream or bitrate. */
    NO_TRACK,
    /** Announced by a published fragment, held back by look-ahead, or the next one expected. */
    SOON,
    /** It has left the DVR window. */
    GONE,
    /** There is no such time. */
    NOWHERE
  }
}
