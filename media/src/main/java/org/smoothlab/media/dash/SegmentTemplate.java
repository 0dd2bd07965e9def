package org.smoothlab.media.dash;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.Timescale;

/**
 * How the segments of all representations of a set are named, and which there are.
 *
 * @param timescale clock of all times in it
 * @param presentationTimeOffsetTicks media time at the start of the Period, at least 0
 * @param names where they are
 * @param addressing which there are
 * @see "ISO/IEC 23009-1, 5.3.9.4"
 */
public record SegmentTemplate(
    Timescale timescale, long presentationTimeOffsetTicks, Names names, Addressing addressing) {
  private static final Pattern IDENTIFIER =
      Pattern.compile("\\$(RepresentationID|(?:Bandwidth|Number|Time)(?:%0(\\d{1,2})d)?|)\\$");

  /**
   * Templates with identifiers such as {@code $Bandwidth$}, relative to the MPD.
   *
   * @param initialization of what stands in front of the first segment; empty for none
   * @param media of each segment
   */
  public record Names(String initialization, String media) {}

  /** What tells one segment from the next. */
  public sealed interface Addressing {
    /** Each has its time: {@code $Time$}. */
    record ByTime(SegmentTimeline timeline) implements Addressing {}

    /**
     * They are counted: {@code $Number$}.
     *
     * @param startNumber of the first of the Period
     * @param timeline which there are
     */
    record ByNumber(long startNumber, SegmentTimeline timeline) implements Addressing {}

    /**
     * They are counted and all of one duration, so that nothing is listed.
     *
     * @param startNumber of the first of the Period
     * @param durationTicks of each, at least 1
     * @param earlyNanos how long before its end a segment can be asked for, which then comes as it
     *     grows; 0 when only whole segments can
     */
    record Regular(long startNumber, long durationTicks, long earlyNanos) implements Addressing {}
  }

  /** The name of the initialization segment of a representation. */
  public String initialization(Representation representation) {
    return resolve(names.initialization, representation, 0);
  }

  /**
   * The name of a segment of a representation.
   *
   * @param key its time or its number, whichever the template has
   */
  public String media(Representation representation, long key) {
    return resolve(names.media, representation, key);
  }

  private static String resolve(String template, Representation representation, long key) {
    return IDENTIFIER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value(found, representation, key)));
  }

  private static String value(MatchResult found, Representation representation, long key) {
    String name = found.group(1);
    if (name.isEmpty()) {
      return "$";
    }
    if (name.equals("RepresentationID")) {
      return representation.id();
    }
    long number = name.startsWith("Bandwidth") ? representation.bandwidthBps() : key;
    String width = found.group(2);
    return width == null
        ? Long.toString(number)
        : ("%0" + Math.max(1, Integer.parseInt(width)) + "d").formatted(number);
  }
}
