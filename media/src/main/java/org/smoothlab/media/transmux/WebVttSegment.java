package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.ts.TsClock;

/**
 * Captions of fragments as a WebVTT segment of HLS. A sample of TTML is shown while it lasts and
 * not longer; its times count from its own begin, as in Smooth Streaming, or on the clock of the
 * track, if only so anything of it is shown. A caption that reaches over the border of a segment is
 * in both, with the same times.
 *
 * @see "RFC 8216, 3.5; W3C WebVTT, 4.1; W3C TTML1"
 */
public final class WebVttSegment {
  private static final long PTS_CYCLE = 1L << 33;

  private final Timescale clock;
  private final List<Cue> cues = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /** What media time 0 is called on the clock of the segments of pictures. */
  public enum Origin {
    /** In transport streams. */
    TRANSPORT_STREAM(TsClock.ORIGIN_TICKS),
    /** In CMAF segments. */
    CMAF(0);

    private final long ticks;

    Origin(long ticks) {
      this.ticks = ticks;
    }
  }

  private WebVttSegment(Timescale clock) {
    this.clock = clock;
  }

  /**
   * The segment. A sample that cannot be read has no captions, and a note says so.
   *
   * @param fragments of a track of TTML, in the order of time: all that reach into the span
   * @param span what the segment is for
   * @param origin of the clock of the pictures
   * @throws MediaException if the fragments themselves cannot be read
   */
  public static Slice of(List<Fragment> fragments, TsSpan span, Origin origin)
      throws MediaException {
    WebVttSegment segment = new WebVttSegment(span.timescale());
    for (Fragment fragment : fragments) {
      for (Sample sample : FragmentReader.samples(fragment)) {
        segment.read(sample);
      }
    }
    return segment.write(span, origin);
  }

  private void read(Sample sample) {
    long startTicks = sample.decodeTicks() + sample.compositionOffsetTicks();
    long startNanos = Timescale.NANOS.rescaleFloor(startTicks, clock);
    long endNanos = Timescale.NANOS.rescaleFloor(startTicks + sample.durationTicks(), clock);
    if (sample.data().isEmpty()) {
      return;
    }
    try {
      List<Cue> read = TtmlReader.read(sample.data());
      boolean fromSample = TtmlReader.countsFromSample(read, endNanos - startNanos);
      cues.addAll(shown(read, fromSample ? startNanos : 0, startNanos, endNanos));
    } catch (MediaException e) {
      faults.add("at %d: %s".formatted(startTicks, e.getMessage()));
    }
  }

  private static List<Cue> shown(List<Cue> cues, long zeroNanos, long startNanos, long endNanos) {
    List<Cue> shown = new ArrayList<>();
    for (Cue cue : cues) {
      long fromNanos = Math.max(startNanos, zeroNanos + cue.startNanos());
      boolean endless = cue.endNanos() > endNanos - zeroNanos;
      long toNanos = endless ? endNanos : zeroNanos + cue.endNanos();
      if (fromNanos < toNanos) {
        shown.add(new Cue(fromNanos, toNanos, cue.text()));
      }
    }
    return shown;
  }

  private Slice write(TsSpan span, Origin origin) {
    long spanStartNanos = Timescale.NANOS.rescaleFloor(span.startTicks(), clock);
    long spanEndNanos = Timescale.NANOS.rescaleFloor(span.endTicks(), clock);
    long zeroNanos = zeroNanos(span);
    StringBuilder out = new StringBuilder("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:");
    out.append(origin.ticks).append("\n\n");
    for (String fault : faults) {
      // An arrow or an empty line would end the note.
      out.append("NOTE ").append(fault.replace("-->", "->").replaceAll("\\s+", " "));
      out.append("\n\n");
    }
    for (Cue cue : cues) {
      if (cue.startNanos() < spanEndNanos && cue.endNanos() > spanStartNanos) {
        time(out, Math.max(0, cue.startNanos() - zeroNanos));
        out.append(" --> ");
        time(out, cue.endNanos() - zeroNanos);
        out.append('\n').append(cue.text()).append("\n\n");
      }
    }
    return Slice.ofUtf8(out.toString());
  }

  /** The last time at which the clock of 33 bits was as it was at media time 0. */
  private static long zeroNanos(TsSpan span) {
    long ticks = TsClock.TIMESCALE.rescaleFloor(span.startTicks(), span.timescale());
    long cycle = Math.floorDiv(ticks, PTS_CYCLE);
    return Timescale.NANOS.rescaleFloor(cycle * PTS_CYCLE, TsClock.TIMESCALE);
  }

  private static void time(StringBuilder out, long nanos) {
    long millis = nanos / 1_000_000;
    digits(out, millis / 3_600_000, 2).append(':');
    digits(out, millis / 60_000 % 60, 2).append(':');
    digits(out, millis / 1000 % 60, 2).append('.');
    digits(out, millis % 1000, 3);
  }

  private static StringBuilder digits(StringBuilder out, long number, int count) {
    String digits = Long.toString(number);
    return out.append("0".repeat(Math.max(0, count - digits.length()))).append(digits);
  }
}
