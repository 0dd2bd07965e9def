package org.smoothlab.server.relay;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.server.origin.Lineage;

/** What a source said when it was asked for its streams. */
sealed interface SourceAnswer {
  /**
   * @param streams at least one, all of one event
   * @param lineage of the source itself and where it has them from
   * @param runTag tells runs of one source apart; empty if the source does not tell
   */
  record Streams(List<StreamManifest.Stream> streams, Lineage lineage, String runTag)
      implements SourceAnswer {
    String eventId() {
      return streams.getFirst().eventId();
    }
  }

  /** It cannot be used now. */
  record Absent(String why) implements SourceAnswer {}

  /** It says nothing at all: it is not asked again at once. */
  record Mute(String why) implements SourceAnswer {}

  /** What it says cannot be true, or is of no use for this point. */
  record Wrong(String why) implements SourceAnswer {}

  /** Reads a list of streams that came with status 200. */
  static SourceAnswer read(Slice document, Lineage lineage, String runTag) {
    try {
      List<StreamManifest.Stream> streams = StreamManifest.read(document).streams();
      long eventCount = streams.stream().map(StreamManifest.Stream::eventId).distinct().count();
      if (streams.isEmpty()) {
        return new Absent("it has no streams");
      }
      return eventCount > 1
          ? new Wrong("its streams are of %d events, expected one".formatted(eventCount))
          : new Streams(streams, lineage, runTag);
    } catch (MediaException notAList) {
      return new Wrong("expected a list of streams ([MS-SSTR] 2.2.8): " + notAList.getMessage());
    }
  }
}
