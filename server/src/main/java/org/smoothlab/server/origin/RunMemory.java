package org.smoothlab.server.origin;

import java.util.Collection;
import java.util.List;

/** Holds a run to its memory: at the bound the oldest leaves, of whatever stream. */
final class RunMemory {
  private final RunScope scope;
  private final Collection<LiveStream> streams;
  private final Collection<LiveTrack> tracks;
  private boolean shrunk;

  /**
   * @param streams of the run, which may become more
   * @param tracks of the run, which may become more
   */
  RunMemory(RunScope scope, Collection<LiveStream> streams, Collection<LiveTrack> tracks) {
    this.scope = scope;
    this.streams = streams;
    this.tracks = tracks;
  }

  /** Whether it took what the window would have kept. */
  boolean isShrunk() {
    return shrunk;
  }

  /** Lets go of what is too much; whether anything was. */
  boolean keepBound() {
    long maxBytes = scope.settings().limits().liveCacheBytesMax();
    boolean any = false;
    while (bytes() > maxBytes && dropOldest()) {
      any = true;
    }
    return any;
  }

  /** Memory of what is published and held, about. */
  long bytes() {
    long bytes = 0;
    for (LiveStream stream : streams) {
      bytes += stream.memoryBytes();
    }
    return bytes;
  }

  /** What the run holds, and how much of each it may. */
  List<Holding> holdings(FeedLogs feeds) {
    PointSettings.Limits limits = scope.settings().limits();
    long heldCount = tracks.stream().mapToLong(track -> track.held().size()).sum();
    long heldCountMax = tracks.stream().mapToLong(track -> track.held().size()).max().orElse(0);
    long shownCount = streams.stream().mapToLong(stream -> stream.cache().fragmentCount()).sum();
    return List.of(
        new Holding("bytes in the live cache", bytes(), limits.liveCacheBytesMax()),
        new Holding("tracks", tracks.size(), limits.trackCountMax()),
        new Holding("fragments of a track held back", heldCountMax, LiveTrack.HELD_COUNT_MAX),
        new Holding("fragments for other servers", feeds.fragmentCount(), shownCount + heldCount),
        new Holding("entries for other servers", feeds.entryCount(), FeedLog.ENTRY_COUNT_MAX));
  }

  private boolean dropOldest() {
    LiveStream oldest = null;
    for (LiveStream stream : streams) {
      if (!stream.cache().isEmpty()
          && (oldest == null
              || stream.cache().oldestEndNanos() < oldest.cache().oldestEndNanos())) {
        oldest = stream;
      }
    }
    if (oldest != null) {
      oldest.touch();
      shrunk |= oldest.cache().dropOldest();
      return true;
    }
    for (LiveTrack track : tracks) {
      if (!track.held().isEmpty()) {
        track.stream().dropHeld(track, DropReason.HELD_BOUND);
        shrunk = true;
        return true;
      }
    }
    return false;
  }
}
