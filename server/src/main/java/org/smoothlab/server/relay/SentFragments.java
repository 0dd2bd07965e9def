package org.smoothlab.server.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.FeedStep;

/**
 * Which fragments have left, and may not have arrived: the last few of each track, and as many
 * bytes as the network holds on its way. Who comes back sends them again: better to repeat than to
 * leave a hole.
 *
 * @see "Azure Media Services, fragmented MP4 live ingest, 5: resend the last two fragments"
 */
final class SentFragments {
  /** No connection has more on its way: the office's send buffers are not larger. */
  static final long ON_THE_WAY_BYTES = 256 << 10;

  private final int resendCount;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Map<TrackId, Integer> counts = new HashMap<>();
  private long bytes;

  private record Sent(TrackId track, long start100ns, boolean isSparse, long sizeBytes) {}

  /**
   * @param resendCount of each track, at least
   */
  SentFragments(int resendCount) {
    this.resendCount = resendCount;
  }

  void add(FeedStep.Media media) {
    Timescale clock = media.track().stream().timescale();
    Sent last =
        new Sent(
            media.track().id(),
            Timescale.SMOOTH.rescaleFloor(media.time().startTicks(), clock),
            media.track().stream().isSparse(),
            media.sizeBytes());
    sent.add(last);
    bytes += last.sizeBytes;
    counts.merge(last.track, 1, Integer::sum);
    while (mayForget(sent.getFirst())) {
      Sent first = sent.removeFirst();
      bytes -= first.sizeBytes;
      counts.merge(first.track, -1, Integer::sum);
    }
  }

  private boolean mayForget(Sent first) {
    boolean enough = counts.getOrDefault(first.track, 0) > resendCount || first.isSparse;
    return enough && bytes - first.sizeBytes >= ON_THE_WAY_BYTES;
  }

  /** Where to begin again, in units of 100 ns; empty when nothing has been sent. */
  OptionalLong from100ns() {
    return sent.stream().mapToLong(Sent::start100ns).min();
  }

  /** What was sent does not matter any more. */
  void clear() {
    sent.clear();
    counts.clear();
    bytes = 0;
  }
}
