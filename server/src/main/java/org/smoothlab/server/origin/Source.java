package org.smoothlab.server.origin;

import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;

/** An admitted source's way to its publishing point. Ends with exactly one of the last methods. */
public final class Source {
  private final PublishingPoint point;
  private final SourceId id;

  Source(PublishingPoint point, SourceId id) {
    this.point = point;
    this.id = id;
  }

  public SourceId id() {
    return id;
  }

  /** Path of its publishing point. */
  public String pointPath() {
    return point.path();
  }

  /**
   * Tells which wall time the media time of its run stands for, as the origin has it where it comes
   * from. Holds for a run that no fragment has timed yet.
   */
  public void timedBy(RunClock clock) {
    point.timedBy(id, clock);
  }

  /** Tells its tracks; again after a restart inside the connection. Present when refused. */
  public Optional<Refusal> announce(Announcement announcement, long nowNanos) {
    return point.announce(id, announcement, nowNanos);
  }

  /** Tells codec data that was not known when the track was announced. */
  public void describe(TrackInfo track) {
    point.describe(id, track);
  }

  /** Delivers the next fragment. Present when the source is refused; a mere drop is not. */
  public Optional<Refusal> deliver(Fragment fragment, long nowNanos) {
    return point.deliver(id, fragment, nowNanos);
  }

  /**
   * Delivers the next chunk of a fragment that is still arriving: viewers of low latency get it at
   * once. The fragment is {@linkplain #deliver delivered} when it is whole. Present when refused.
   */
  public Optional<Refusal> grow(Chunk chunk, long nowNanos) {
    return point.grow(id, chunk, nowNanos);
  }

  /**
   * Tells of which tracks it has the past, and how it numbers them. Says nothing of live: neither
   * does the point wait for these tracks, nor does it end with them. Present when refused.
   */
  public Optional<Refusal> announcePast(Announcement announcement) {
    return point.past().announce(id, announcement);
  }

  /**
   * Delivers a fragment that is older than what the point takes from live sources: from before all
   * that it has, or out of a hole. In any order, but the newest first serves viewers best. Behind
   * {@link #announcePast}.
   */
  public Past deliverPast(Fragment fragment, long nowNanos) {
    return point.past().deliver(id, fragment, nowNanos);
  }

  /** Nobody has anything for this: the point does not miss it any more. */
  public void nothingFor(Missing missing) {
    point.past().nothingFor(missing);
  }

  /** All its tracks are complete. The source may still {@link #close} for another reason. */
  public void endOfStream(long nowNanos) {
    point.endOfStream(id, nowNanos);
  }

  /** It is over. */
  public void close(Effect.EndCause cause, String detail, long nowNanos) {
    point.close(id, cause, detail, nowNanos);
  }
}
