package org.smoothlab.server.origin;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;

/** The streams of a run, and which of them lead the sparse ones. */
final class RunStreams {
  private final RunScope scope;
  private final Map<String, LiveStream> byName = new LinkedHashMap<>();

  RunStreams(RunScope scope) {
    this.scope = scope;
  }

  /** All of them, which may become more. */
  Collection<LiveStream> all() {
    return byName.values();
  }

  Optional<LiveStream> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The stream comes with its first track. */
  LiveTrack addTrack(TrackInfo info) {
    return byName
        .computeIfAbsent(info.stream().name(), _ -> new LiveStream(scope, info.stream()))
        .addTrack(info);
  }

  /** Whether each that should have something to show has it, and there is one that should. */
  boolean allPublished() {
    return all().stream()
            .allMatch(stream -> stream.isSparse() || stream.hasPublished() || stream.ended())
        && all().stream().anyMatch(stream -> !stream.isSparse());
  }

  /** Whether all that are not sparse have come to their end, and there are such. */
  boolean mainEnded() {
    List<LiveStream> main = all().stream().filter(stream -> !stream.isSparse()).toList();
    return !main.isEmpty() && main.stream().allMatch(LiveStream::ended);
  }

  /**
   * Publishes what is due, the sparse ones last: they follow the others.
   *
   * @param allReleased whether nothing more will come, so that nothing is held back
   * @return whether anything was published, or has left
   */
  boolean publish(long nowNanos, boolean allReleased) {
    boolean any = false;
    for (LiveStream stream : all()) {
      any |= !stream.isSparse() && stream.publish(nowNanos, allReleased);
    }
    for (LiveStream stream : all()) {
      any |= stream.isSparse() && publishSparse(stream, nowNanos, allReleased);
    }
    return any;
  }

  /**
   * Sparse fragments come out when their parent has an equal or later time, and leave with its
   * window. Where the parent is unknown another stream stands in; without any, they come at once.
   */
  private boolean publishSparse(LiveStream sparse, long nowNanos, boolean allReleased) {
    Optional<LiveStream> parent = parentOf(sparse);
    if (allReleased || parent.isEmpty()) {
      return sparse.publishUntil(Long.MAX_VALUE, nowNanos);
    }
    if (!parent.get().hasPublished()) {
      return false;
    }
    Timescale clock = sparse.info().timescale();
    FragmentTime edge = parent.get().newest();
    Timescale parentClock = parent.get().info().timescale();
    boolean any = sparse.publishUntil(clock.rescaleFloor(edge.startTicks(), parentClock), nowNanos);
    return sparse.follow(clock.rescaleFloor(edge.endTicks(), parentClock), nowNanos) || any;
  }

  /**
   * Start of the newest time of a stream that is published, of a sparse one that of its parent:
   * what is older is published at once, too. The smallest while nothing is, the largest when no
   * stream stands before it.
   */
  long publishedUntilTicks(LiveStream stream) {
    Optional<LiveStream> leading = stream.isSparse() ? parentOf(stream) : Optional.of(stream);
    if (leading.isEmpty()) {
      return Long.MAX_VALUE / 2;
    }
    return leading.get().hasPublished()
        ? stream.clock().rescaleFloor(leading.get().newest().startTicks(), leading.get().clock())
        : Long.MIN_VALUE / 2;
  }

  private Optional<LiveStream> parentOf(LiveStream sparse) {
    return find(sparse.info().sparse().parentName())
        .filter(named -> !named.isSparse())
        .or(() -> all().stream().filter(stream -> !stream.isSparse()).findFirst());
  }
}
