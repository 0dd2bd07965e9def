package org.smoothlab.server.archive;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.RunClock;

/** One run of a publishing point in the archive: finished, or still being recorded. */
public final class ArchivedRun {
  private final RunJournal.RunIdentity identity;
  private final Instant start;
  private final Path folder;
  private volatile Optional<RunClock> clock = Optional.empty();
  private final Map<TrackId, ArchivedTrack> tracks =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(TrackId::streamName)
              .thenComparing(TrackId::bitrateBps, Comparator.reverseOrder()));

  ArchivedRun(RunJournal.Entry.Began began, Path folder) {
    this.identity = began.run();
    this.start = began.at();
    this.folder = folder;
  }

  /** Path of the publishing point in URLs. */
  public String point() {
    return identity.point();
  }

  /** Which run of its point it is, as the origin counted. */
  public long number() {
    return identity.number();
  }

  /** Empty when the run has none. */
  public String eventId() {
    return identity.eventId();
  }

  /** When it began. */
  public Instant start() {
    return start;
  }

  /** Which wall time its media time stands for; empty in archives of earlier versions. */
  public Optional<RunClock> clock() {
    return clock;
  }

  void timed(RunClock decided) {
    clock = Optional.of(decided);
  }

  /** Where its files are, below the root of the archive. */
  public Path folder() {
    return folder;
  }

  /** By stream, and the highest bitrate first. */
  public List<ArchivedTrack> tracks() {
    return List.copyOf(tracks.values());
  }

  public Optional<ArchivedTrack> track(TrackId id) {
    return Optional.ofNullable(tracks.get(id));
  }

  void add(ArchivedTrack track) {
    tracks.put(track.info().id(), track);
  }

  Collection<ArchivedTrack> live() {
    return tracks.values();
  }
}
