package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/** One place in a {@link FeedLog}. */
sealed interface FeedEntry {
  /**
   * What a source has announced, and where it comes from.
   *
   * @param source who
   * @param header its header boxes as they came; empty when nobody knows them
   * @param tracks in them
   * @param lineage of all its fragments
   */
  record Announced(SourceId source, List<Slice> header, List<TrackInfo> tracks, Lineage lineage)
      implements FeedEntry {
    Optional<TrackInfo> find(TrackId id) {
      return tracks.stream().filter(track -> track.id().equals(id)).findFirst();
    }
  }

  /** A fragment that is in memory. */
  record Held(Announced by, TrackInfo track, Fragment fragment) implements FeedEntry {
    /**
     * Whether it is of this time of its stream, or of one before it. The tracks of a stream agree
     * on their times only about; events may begin as close to one another as they like.
     */
    boolean isAtOrBefore(FragmentTime time) {
      long toleranceTicks = track.stream().isSparse() ? 0 : time.durationTicks() / 2;
      return fragment.time().startTicks() - toleranceTicks <= time.startTicks();
    }
  }

  /** A fragment that has left memory, and all of its track before it. */
  record Gone(TrackId track) implements FeedEntry {}

  /** A fragment that was not kept: the point itself had no use for it. */
  record Unwanted() implements FeedEntry {}
}
