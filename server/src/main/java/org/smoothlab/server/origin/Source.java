package org.smoothlab.server.origin;

import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;

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

  /** All its tracks are complete. The source may still {@link #close} for another reason. */
  public void endOfStream(long nowNanos) {
    point.endOfStream(id, nowNanos);
  }

  /** It is over. */
  public void close(Effect.EndCause cause, String detail, long nowNanos) {
    point.close(id, cause, detail, nowNanos);
  }
}
