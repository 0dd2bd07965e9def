package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;

/**
 * What goes in and out of a publishing point, at one moment.
 *
 * @param atNanos when this was counted
 * @param state of the point then
 * @param inputStreams by stream id, in the order they came; none before {@code Started}
 * @param outputStreams as viewers see them; none before {@code Started}
 */
public record PointStatistics(
    long atNanos,
    PointState state,
    List<InputStream> inputStreams,
    List<OutputStream> outputStreams) {
  public PointStatistics {
    inputStreams = List.copyOf(inputStreams);
    outputStreams = List.copyOf(outputStreams);
  }

  /** Enough to see the rhythm of a track, and its holes. */
  static final int RECENT_COUNT_MAX = 16;

  /** Whether an input stream has a source. */
  public enum InputState {
    /** It has one, which has delivered nothing yet. */
    IDLE,
    /** It has one. */
    STARTED,
    /** It has none any more. */
    STOPPED
  }

  /**
   * What came under one stream id, of all its sources together.
   *
   * @param id of the URL; may be empty
   * @param archiveFileName where it is archived; empty when it is not
   * @param state whether it comes
   * @param feed what comes
   */
  public record InputStream(String id, String archiveFileName, InputState state, Feed feed) {
    public List<Sender> sources() {
      return feed.sources;
    }

    public List<Track> tracks() {
      return feed.tracks;
    }
  }

  /**
   * @param sources those that deliver now; when none does, those that delivered last
   * @param tracks in the order of the announce
   */
  public record Feed(List<Sender> sources, List<Track> tracks) {
    public Feed {
      sources = List.copyOf(sources);
      tracks = List.copyOf(tracks);
    }
  }

  /**
   * @param type who opened the connection
   * @param remote address and port, unique per connection
   */
  public record Sender(PointSettings.SourceType type, String remote) {}

  /**
   * @param trackNumber {@code track_ID} in its stream
   * @param id the name of its stream, and the announced bitrate
   * @param incoming what came of it
   * @param requestsPerSecond for fragments of it, in the last second
   */
  public record Track(int trackNumber, TrackId id, Incoming incoming, long requestsPerSecond) {}

  /**
   * @param bitrateBps over the last ten seconds
   * @param waitNanos since the last fragment came; 0 when none did
   * @param recentTimes of the last fragments, at most {@link #RECENT_COUNT_MAX}, rising: what came
   *     again is not told again
   * @param timescale of these times
   */
  public record Incoming(
      long bitrateBps, long waitNanos, List<FragmentTime> recentTimes, Timescale timescale) {
    public Incoming {
      recentTimes = List.copyOf(recentTimes);
    }

    /** Of the last fragment; empty when none came. */
    public Optional<FragmentTime> lastTime() {
      return recentTimes.isEmpty() ? Optional.empty() : Optional.of(recentTimes.getLast());
    }
  }

  /**
   * @param name of the stream
   * @param timescale of its times
   * @param lastTime of the last fragment that viewers can have; empty while there is none
   * @param lagTicks how far that is behind the newest that came: the look-ahead
   */
  public record OutputStream(
      String name, Timescale timescale, Optional<FragmentTime> lastTime, long lagTicks) {}
}
