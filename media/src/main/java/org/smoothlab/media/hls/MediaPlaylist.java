package org.smoothlab.media.hls;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XsdTime;

/**
 * The segments of one variant or rendition.
 *
 * @param head what holds for all of them
 * @param dateRanges what is told of stretches of time
 * @param segments oldest first
 * @param tail what follows
 * @see "RFC 8216, 4.3.3"
 */
public record MediaPlaylist(
    Head head, List<DateRange> dateRanges, List<Segment> segments, Tail tail) {
  /**
   * @param ended whether no segments will follow
   */
  public MediaPlaylist(
      Head head, List<DateRange> dateRanges, List<Segment> segments, boolean ended) {
    this(head, dateRanges, segments, ended ? Tail.Simple.END : Tail.Simple.OPEN);
  }

  public MediaPlaylist {
    dateRanges = List.copyOf(dateRanges);
    segments = List.copyOf(segments);
    for (Segment segment : segments) {
      if ((segment.durationNanos + 500_000_000) / 1_000_000_000 > head.targetDurationSeconds) {
        throw new IllegalArgumentException(
            "a segment of %d ns, more than the target duration of %d s"
                .formatted(segment.durationNanos, head.targetDurationSeconds));
      }
    }
  }

  /**
   * @param version the smallest protocol version that knows all of it
   * @param targetDurationSeconds at least 1; the same in every version of the playlist
   * @param firstNumber media sequence number of the first segment
   * @param traits of every segment
   */
  public record Head(int version, int targetDurationSeconds, long firstNumber, Traits traits) {
    public Head {
      if (targetDurationSeconds < 1 || firstNumber < 0) {
        throw new IllegalArgumentException(
            "target duration %d s, media sequence number %d"
                .formatted(targetDurationSeconds, firstNumber));
      }
    }
  }

  /**
   * What all segments of a playlist have in common.
   *
   * @param mapUri of the initialization segment, which is never encrypted; empty when segments need
   *     none
   * @param keyUri of the key that segments are encrypted with by {@code AES-128}, each from the
   *     vector that is its number; empty when they are not
   * @param keyFramesOnly whether each is one picture that is decoded on its own
   * @param mayBeKept whether devices may keep them for later
   */
  public record Traits(String mapUri, String keyUri, boolean keyFramesOnly, boolean mayBeKept) {
    /** They are all there is. */
    public static final Traits PLAIN = new Traits("", "", false, true);
  }

  /**
   * @param durationNanos of what it shows
   * @param uri where it is
   * @param atEpochMillis the wall time of its begin, where it is told
   * @param gap whether there is no media
   */
  public record Segment(long durationNanos, String uri, OptionalLong atEpochMillis, boolean gap) {}

  /** What comes behind the last segment. */
  public sealed interface Tail {
    /** Nothing is told of it but whether there is anything. */
    enum Simple implements Tail {
      /** Nothing comes. */
      END,
      /** More segments may come. */
      OPEN
    }
  }

  /**
   * Segments of the live edge are told of part by part, and requests may wait for the next one.
   *
   * @param pace what does not change
   * @param parts of some of the newest segments and of the one behind the last, by media sequence
   *     number
   * @param nextUri where the part behind the last one will be
   * @param reports of the other renditions
   * @see "draft-pantos-hls-rfc8216bis, 4.4.3.7, 4.4.3.8, 4.4.4.9, 4.4.5"
   */
  public record LowLatency(
      Pace pace, Map<Long, List<Part>> parts, String nextUri, List<Report> reports)
      implements Tail {
    public LowLatency {
      parts = Map.copyOf(parts);
      reports = List.copyOf(reports);
    }
  }

  /**
   * @param partTargetNanos no part is longer
   * @param skipUntilSeconds what is older than this need not be told to who knows it
   * @param skips whether it is left out
   */
  public record Pace(long partTargetNanos, int skipUntilSeconds, boolean skips) {}

  /**
   * @param independent whether it begins with a picture that is decoded on its own
   */
  public record Part(long durationNanos, String uri, boolean independent) {}

  /**
   * How far another rendition is.
   *
   * @param uri of its playlist
   * @param lastNumber media sequence number of its newest segment or begun segment
   * @param lastPart index of the newest part of that; -1 when it has none
   */
  public record Report(String uri, long lastNumber, int lastPart) {}

  /**
   * As UTF-8 text.
   *
   * @throws IllegalArgumentException if a URI has a double quote or a line end
   */
  public Slice write() {
    StringBuilder out = new StringBuilder(200 + 120 * segments.size());
    int skippedCount = skippedCount();
    out.append("#EXTM3U\n#EXT-X-VERSION:").append(skippedCount > 0 ? 9 : head.version);
    out.append("\n#EXT-X-TARGETDURATION:").append(head.targetDurationSeconds);
    out.append("\n#EXT-X-MEDIA-SEQUENCE:").append(head.firstNumber).append('\n');
    if (tail instanceof LowLatency(Pace pace, _, _, _)) {
      appendPace(out, pace);
    }
    appendTraits(out);
    dateRanges.forEach(range -> out.append(range.tag()).append('\n'));
    if (skippedCount > 0) {
      out.append(new AttributeList("#EXT-X-SKIP").number("SKIPPED-SEGMENTS", skippedCount));
      out.append('\n');
    }
    for (int i = skippedCount; i < segments.size(); i++) {
      appendSegment(out, segments.get(i), head.firstNumber + i);
    }
    switch (tail) {
      case Tail.Simple.END -> out.append("#EXT-X-ENDLIST\n");
      case Tail.Simple.OPEN -> {
        // A client looks again.
      }
      case LowLatency lowLatency -> appendEdge(out, lowLatency);
    }
    return Slice.ofUtf8(out.toString());
  }

  /** How many of the oldest segments are left out. */
  private int skippedCount() {
    if (!(tail instanceof LowLatency(Pace pace, _, _, _)) || !pace.skips) {
      return 0;
    }
    long leftNanos = pace.skipUntilSeconds * 1_000_000_000L;
    int index = segments.size();
    while (index > 0 && leftNanos > 0) {
      index--;
      leftNanos -= segments.get(index).durationNanos;
    }
    return index;
  }

  private void appendSegment(StringBuilder out, Segment segment, long number) {
    segment.atEpochMillis.ifPresent(
        at -> out.append("#EXT-X-PROGRAM-DATE-TIME:").append(XsdTime.dateTime(at)).append('\n'));
    appendParts(out, number);
    if (segment.gap) {
      out.append("#EXT-X-GAP\n");
    }
    out.append("#EXTINF:").append(Seconds.text(segment.durationNanos));
    out.append(",\n").append(AttributeList.requireLine(segment.uri)).append('\n');
  }

  private static void appendPace(StringBuilder out, Pace pace) {
    out.append(
            new AttributeList("#EXT-X-SERVER-CONTROL")
                .plain("CAN-BLOCK-RELOAD", "YES")
                .plain("PART-HOLD-BACK", Seconds.text(3 * pace.partTargetNanos))
                .plain("CAN-SKIP-UNTIL", Seconds.text(pace.skipUntilSeconds * 1_000_000_000L)))
        .append('\n')
        .append(
            new AttributeList("#EXT-X-PART-INF")
                .plain("PART-TARGET", Seconds.text(pace.partTargetNanos)))
        .append('\n');
  }

  private void appendParts(StringBuilder out, long number) {
    if (tail instanceof LowLatency(_, Map<Long, List<Part>> parts, _, _)) {
      for (Part part : parts.getOrDefault(number, List.of())) {
        AttributeList tag =
            new AttributeList("#EXT-X-PART")
                .plain("DURATION", Seconds.text(part.durationNanos))
                .quoted("URI", part.uri);
        out.append(part.independent ? tag.flag("INDEPENDENT", true) : tag).append('\n');
      }
    }
  }

  private void appendEdge(StringBuilder out, LowLatency edge) {
    appendParts(out, head.firstNumber + segments.size());
    AttributeList hint = new AttributeList("#EXT-X-PRELOAD-HINT").plain("TYPE", "PART");
    out.append(hint.quoted("URI", edge.nextUri)).append('\n');
    for (Report report : edge.reports) {
      AttributeList tag =
          new AttributeList("#EXT-X-RENDITION-REPORT")
              .quoted("URI", report.uri)
              .number("LAST-MSN", report.lastNumber);
      out.append(report.lastPart < 0 ? tag : tag.number("LAST-PART", report.lastPart)).append('\n');
    }
  }

  /** The key comes behind the map, or it would be the map's, too: RFC 8216, 4.3.2.5. */
  private void appendTraits(StringBuilder out) {
    Traits traits = head.traits;
    if (!traits.mayBeKept) {
      // Left out of the standard, but known to the devices that the setting was made for.
      out.append("#EXT-X-ALLOW-CACHE:NO\n");
    }
    if (traits.keyFramesOnly) {
      out.append("#EXT-X-I-FRAMES-ONLY\n");
    }
    if (!traits.mapUri.isEmpty()) {
      out.append(new AttributeList("#EXT-X-MAP").quoted("URI", traits.mapUri)).append('\n');
    }
    if (!traits.keyUri.isEmpty()) {
      AttributeList key = new AttributeList("#EXT-X-KEY").plain("METHOD", "AES-128");
      out.append(key.quoted("URI", traits.keyUri)).append('\n');
    }
  }
}
