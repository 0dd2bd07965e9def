package org.smoothlab.server.protocol;

import java.util.Optional;

/** Where the pieces of a {@link Feed} come from. */
interface FeedReading {
  Feed.Step next();

  /** Why there is no way on, if that is known before asking. */
  Optional<String> lost();
}
