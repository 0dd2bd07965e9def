package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.FeedCursor;
import org.smoothlab.server.origin.FeedStep;

/** A feed that goes on until its streams are over. */
final class LiveReading implements FeedReading {
  /** An empty {@code mfra}: [MS-SSTR] 2.2.7.6. */
  private static final Slice END_OF_STREAM = Slice.ofHex("00000008 6d667261");

  private static final String BEHIND = "the reader fell behind the live cache";

  private final FeedCursor cursor;
  private boolean saidEnd;

  LiveReading(FeedCursor cursor) {
    this.cursor = cursor;
  }

  @Override
  public Feed.Step next() {
    return switch (cursor.next()) {
      case FeedStep.Bytes bytes -> new Feed.Step.Send(bytes.parts());
      case FeedStep.Nothing() -> new Feed.Step.Await();
      case FeedStep.Behind(long entryCount) ->
          new Feed.Step.Cut(BEHIND + " by at least " + entryCount);
      case FeedStep.Over(boolean endOfStream) when endOfStream && !saidEnd -> {
        saidEnd = true;
        yield new Feed.Step.Send(List.of(END_OF_STREAM));
      }
      case FeedStep.Over _ -> new Feed.Step.End();
    };
  }

  @Override
  public Optional<String> lost() {
    return cursor.isBehind() ? Optional.of(BEHIND) : Optional.empty();
  }
}
