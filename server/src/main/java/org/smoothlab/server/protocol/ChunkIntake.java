package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.ChunkJoin;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MediaException;

/**
 * Tells chunks from fragments, and puts those of a fragment together. What lasts less than {@link
 * #CHUNK_SECONDS} is a chunk. A fragment begins with a {@code styp}, or, where the sender has none,
 * with a sync sample; sound that comes without {@code styp} is cut where the pictures of the same
 * sender are, and on its own it is never put together. A fragment of pictures begins with a sync
 * sample in any case.
 *
 * <p>A fragment is whole when the next one begins: no sender says earlier that it is. It is also
 * closed at {@link #WHOLE_SECONDS_MAX} and at {@link ChunkJoin#COUNT_MAX} chunks, and where a chunk
 * does not follow the one before it. One thread's.
 *
 * @see "ISO/IEC 23000-19, 7.3.2; DASH-IF Live Media Ingest 1.2, interface 1"
 */
final class ChunkIntake {
  /** What lasts as long is a fragment of its own. */
  static final int CHUNK_SECONDS = 1;

  /** No fragment is put together that lasts longer. */
  static final int WHOLE_SECONDS_MAX = 20;

  private final Map<Integer, ChunkJoin> joins = new LinkedHashMap<>();
  private boolean sawSegmentType;
  private boolean segmentBegins;
  private double picturesStartSeconds = Double.NEGATIVE_INFINITY;

  /** What has come. */
  sealed interface Arrival {
    /** A fragment, complete. */
    record Whole(Fragment fragment) implements Arrival {}

    /** A chunk of one that is not. */
    record Part(Chunk chunk) implements Arrival {}
  }

  /** A {@code styp} has come: what comes next begins a segment. */
  void beginSegment() {
    sawSegmentType = true;
    segmentBegins = true;
  }

  /** The boxes of a {@code moof} have been taken, of all its tracks. */
  void endOfBoxes() {
    segmentBegins = false;
  }

  /**
   * Takes what a {@code moof} and its samples have for a track.
   *
   * @param defaults that it was read with
   * @return what it completes or adds, in order
   */
  List<Arrival> take(Fragment fragment, TrackInfo track, TrackDefaults defaults)
      throws MediaException {
    List<Arrival> arrivals = new ArrayList<>(2);
    ChunkJoin join = joins.get(fragment.trackNumber());
    boolean isChunk = isChunk(fragment, track);
    if (join != null && (!isChunk || begins(fragment, track, join))) {
      arrivals.add(new Arrival.Whole(join.whole()));
      joins.remove(fragment.trackNumber());
      join = null;
    }
    if (!isChunk) {
      arrivals.add(new Arrival.Whole(fragment));
      return arrivals;
    }
    if (join == null) {
      if (track.stream().kind() == StreamKind.VIDEO) {
        picturesStartSeconds = seconds(fragment.time().startTicks(), track);
      }
      join = ChunkJoin.of(fragment, defaults);
      joins.put(fragment.trackNumber(), join);
    }
    arrivals.add(new Arrival.Part(join.add(fragment)));
    return arrivals;
  }

  /** Nothing more comes of what is open. */
  List<Arrival> flush() {
    List<Arrival> arrivals = new ArrayList<>(joins.size());
    joins.values().forEach(join -> arrivals.add(new Arrival.Whole(join.whole())));
    joins.clear();
    return arrivals;
  }

  private boolean isChunk(Fragment fragment, TrackInfo track) {
    long durationTicks = fragment.time().durationTicks();
    if (track.stream().isSparse()
        || durationTicks == 0
        || seconds(durationTicks, track) >= CHUNK_SECONDS) {
      return false;
    }
    return switch (track.stream().kind()) {
      case VIDEO -> true;
      case AUDIO -> sawSegmentType || picturesStartSeconds > Double.NEGATIVE_INFINITY;
      default -> false;
    };
  }

  private boolean begins(Fragment fragment, TrackInfo track, ChunkJoin join) throws MediaException {
    if (!join.hasRoom()
        || seconds(join.durationTicks(), track) >= WHOLE_SECONDS_MAX
        || !join.isFollowedBy(fragment)) {
      return true;
    }
    if (track.stream().kind() == StreamKind.VIDEO) {
      return fragment.samples().startsWithSync() && (segmentBegins || !sawSegmentType);
    }
    return sawSegmentType
        ? segmentBegins
        : seconds(join.startTicks(), track) < picturesStartSeconds
            && seconds(fragment.time().startTicks(), track) >= picturesStartSeconds;
  }

  /** Exact enough to tell which of two fragments begins earlier, and never too large. */
  private static double seconds(long ticks, TrackInfo track) {
    return ticks / (double) track.stream().timescale().ticksPerSecond();
  }
}
