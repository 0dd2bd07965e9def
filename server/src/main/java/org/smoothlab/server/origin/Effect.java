package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/** Something that happened on a publishing point: what logs, metrics and waiting doors need. */
public sealed interface Effect {
  /** Path of the publishing point, as in URLs: {@code /live/event.isml}. */
  String point();

  /** Held requests may find another answer now. Versions of a point only grow. */
  record Moved(String point, long version) implements Effect {}

  /** The point changed its state. */
  record StateChanged(String point, PointState from, PointState to) implements Effect {}

  /** An empty timeline begins; {@code runNumber} counts from 1. */
  record RunStarted(String point, long runNumber, String eventId) implements Effect {}

  /** It is decided which wall time its media time stands for. */
  record RunTimed(String point, long runNumber, RunClock clock) implements Effect {}

  /**
   * Nothing more will be accepted in this run. A recorder finishes its files and answers with
   * {@link PublishingPoint#recordingClosed}.
   */
  record RunEnded(String point, long runNumber) implements Effect {}

  /** There is a new point, Idle. */
  record PointCreated(String point) implements Effect {}

  /** The point is gone; before that it was Idle. */
  record PointRemoved(String point) implements Effect {}

  /** The point has other settings. */
  record SettingsChanged(String point, PointSettings settings) implements Effect {}

  /** The point failed and is in {@code Error} from now on. */
  record Failed(String point, PointFault fault) implements Effect {}

  /** An ingest session was admitted. */
  record SessionOpened(String point, SourceId source) implements Effect {}

  /** An ingest session told its tracks. */
  record Announced(String point, SourceId source, List<TrackInfo> tracks) implements Effect {}

  /** Codec data of a track, which its announce did not have, was found in its samples. */
  record Described(String point, TrackInfo track) implements Effect {}

  /** An ingest session is over: by its end of stream, by loss or by refusal, as told. */
  record SessionEnded(String point, SourceId source, EndCause cause, String detail)
      implements Effect {}

  /** Why a session is over. */
  enum EndCause {
    /** It sent the end of stream. */
    END_OF_STREAM,
    /** Its request ended without an end of stream. */
    FINISHED,
    /** Its connection broke or fell silent. */
    LOST,
    /** It was refused in the middle. */
    REFUSED
  }

  /** A fragment was taken into its track. */
  record FragmentAccepted(String point, SourceId source, TrackId track, Fragment fragment)
      implements Effect {}

  /** A fragment from before what the track takes from live sources was taken. */
  record PastAccepted(String point, SourceId source, TrackId track, Fragment fragment)
      implements Effect {}

  /** Behind {@link PastAccepted}: of the past of this run nothing is missing any more. */
  record PastComplete(String point, long runNumber) implements Effect {}

  /** A fragment was not taken, or left before it was published. */
  record FragmentDropped(String point, TrackId track, FragmentTime time, DropReason reason)
      implements Effect {}

  /** The track goes on behind a hole that nobody filled in time. */
  record Gap(String point, TrackId track, long fromTicks, long toTicks) implements Effect {}

  /** Other servers can read something new of an input stream, or that it is over. */
  record Fed(String point, String streamId) implements Effect {}

  /**
   * Viewers can fetch the fragment from now on.
   *
   * @param body as they get it: the {@code moof} with its look-ahead, and the {@code mdat}
   */
  record Published(String point, TrackId track, FragmentTime time, List<Slice> body)
      implements Effect {
    public Published {
      body = List.copyOf(body);
    }

    /** Size of the body. */
    public long sizeBytes() {
      long bytes = 0;
      for (Slice part : body) {
        bytes += part.size();
      }
      return bytes;
    }
  }

  /** A fragment was published without this track, whose source is away. */
  record PublishedWithout(String point, TrackId track, long startTicks) implements Effect {}

  /** The fragments of this time left memory. */
  record Evicted(String point, String streamName, FragmentTime time, EvictionCause cause)
      implements Effect {}

  /** Why fragments left memory. */
  enum EvictionCause {
    /** They are older than the DVR window and its grace. */
    WINDOW,
    /** The live cache reached {@code liveCacheBytesMax}. */
    LIVE_CACHE,
    /** The archive has them, and they are older than {@code liveCacheSeconds}. */
    ARCHIVED
  }

  /** Something is wrong with what comes, or has changed for one that is raised already. */
  record AlarmRaised(String point, Alarm alarm) implements Effect {}

  /** It is over. */
  record AlarmCleared(String point, Alarm alarm) implements Effect {}

  /** Something is odd, and was accepted. */
  record Warned(String point, SourceId source, String message) implements Effect {}
}
