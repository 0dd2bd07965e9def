package org.smoothlab.simulator.encoder;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.media.smooth.EventSample;

/**
 * Breaks at a period: at every multiple of it in media time an ad break begins, which is told by a
 * {@code splice_insert} {@value #PRE_ROLL_SECONDS} s before, in a sparse stream {@value
 * #STREAM_NAME} that hangs on the video and is in the manifest too.
 *
 * @param periodSeconds in {@value #PERIOD_SECONDS_MIN}..86400; a third of it, at most 30 s, is
 *     break
 * @param parentName the stream whose fragments point to the events
 * @see "ANSI/SCTE 35; Azure Media Services, Signaling timed metadata in live streaming"
 */
public record SpliceEvents(int periodSeconds, String parentName) {
  /** The stream. */
  public static final String STREAM_NAME = "scte35";

  /** What the samples of the stream are. */
  public static final String SCHEME = "urn:scte:scte35:2013:bin";

  static final int PRE_ROLL_SECONDS = 4;
  static final int PERIOD_SECONDS_MIN = 6;

  private static final int PERIOD_SECONDS_MAX = 86_400;
  private static final int BREAK_SECONDS_MAX = 30;
  private static final int TRACK_NUMBER = 1; // the only one of its POST
  private static final int PTS_PER_SECOND = 90_000;
  private static final long PTS_MASK = (1L << 33) - 1;
  private static final long EVENT_ID_MASK = 0xFFFF_FFFFL;
  private static final int PROGRAM_ID = 1;
  private static final long SECOND_TICKS = Timescale.SMOOTH.ticksPerSecond();

  public SpliceEvents {
    if (periodSeconds < PERIOD_SECONDS_MIN || periodSeconds > PERIOD_SECONDS_MAX) {
      throw new IllegalArgumentException("periodSeconds out of 6..86400: " + periodSeconds);
    }
  }

  /** The track as it is announced. */
  public TrackInfo track() {
    return new TrackInfo(
        TRACK_NUMBER,
        new StreamInfo(
            StreamKind.TEXT,
            STREAM_NAME,
            "DATA",
            "",
            Timescale.SMOOTH,
            new StreamInfo.Sparse(parentName, true)),
        new QualityLevel(
            0,
            "",
            Slice.EMPTY,
            new MediaFormat.Text(),
            List.of(new CustomAttribute("Scheme", SCHEME))));
  }

  /** The first event that is told at this time or later. */
  long indexAtOrAfter(long mediaTicks) {
    long periodTicks = periodSeconds * SECOND_TICKS;
    return Math.max(1, Math.ceilDiv(mediaTicks + PRE_ROLL_SECONDS * SECOND_TICKS, periodTicks));
  }

  /** When an event is told, and until when it holds: to the end of its break. */
  FragmentTime timeOf(long index) {
    long spliceTicks = index * periodSeconds * SECOND_TICKS;
    long startTicks = spliceTicks - PRE_ROLL_SECONDS * SECOND_TICKS;
    return new FragmentTime(startTicks, (PRE_ROLL_SECONDS + breakSeconds()) * SECOND_TICKS);
  }

  /**
   * The sample of an event.
   *
   * @param offsetTicks added to all times on the wire
   */
  Sample sample(long index, long offsetTicks) {
    FragmentTime time = timeOf(index);
    long splicePts =
        (index * periodSeconds * PTS_PER_SECOND
                + Math.floorDiv(offsetTicks * PTS_PER_SECOND, SECOND_TICKS))
            & PTS_MASK;
    SpliceInsert insert =
        new SpliceInsert(
            index & EVENT_ID_MASK,
            true,
            Optional.of(splicePts),
            Optional.of((long) breakSeconds() * PTS_PER_SECOND));
    EventSample event =
        new EventSample(
            index & EVENT_ID_MASK, PRE_ROLL_SECONDS * SECOND_TICKS, insert.write(PROGRAM_ID));
    return new Sample(
        time.startTicks() + offsetTicks, time.durationTicks(), 0, true, event.write());
  }

  private int breakSeconds() {
    return Math.min(BREAK_SECONDS_MAX, periodSeconds / 3);
  }
}
