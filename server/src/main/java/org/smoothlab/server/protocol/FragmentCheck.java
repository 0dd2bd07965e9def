package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.Refusal;

/** Whether a fragment can be what its sender says. Asked before the point is. */
@FunctionalInterface
public interface FragmentCheck {
  /** Believes everything. */
  FragmentCheck NONE = (_, _) -> Optional.empty();

  /** Why the sender is refused, if it is. */
  Optional<Refusal> refusal(TrackInfo track, FragmentTime time);
}
