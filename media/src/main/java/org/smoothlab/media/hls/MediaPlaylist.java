package org.smoothlab.media.hls;

import java.util.List;
import java.util.OptionalLong;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XsdTime;

/**
 * The segments of one variant or rendition.
 *
 * @param head what holds for all of them
 * @param dateRanges what is told of stretches of time
 * @param segments oldest first
 * @param ended whether none will follow
 * @see "RFC 8216, 4.3.3"
 */
public record MediaPlaylist(
    Head head, List<DateRange> dateRanges, List<Segment> segments, boolean ended) {
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

  /**
   * As UTF-8 text.
   *
   * @throws IllegalArgumentException if a URI has a double quote or a line end
   */
  public Slice write() {
    StringBuilder out = new StringBuilder(200 + 120 * segments.size());
    out.append("#EXTM3U\n#EXT-X-VERSION:").append(head.version);
    out.append("\n#EXT-X-TARGETDURATION:").append(head.targetDurationSeconds);
    out.append("\n#EXT-X-MEDIA-SEQUENCE:").append(head.firstNumber).append('\n');
    appendTraits(out);
    dateRanges.forEach(range -> out.append(range.tag()).append('\n'));
    for (Segment segment : segments) {
      segment.atEpochMillis.ifPresent(
          at -> out.append("#EXT-X-PROGRAM-DATE-TIME:").append(XsdTime.dateTime(at)).append('\n'));
      if (segment.gap) {
        out.append("#EXT-X-GAP\n");
      }
      out.append("#EXTINF:").append(Seconds.text(segment.durationNanos));
      out.append(",\n").append(AttributeList.requireLine(segment.uri)).append('\n');
    }
    if (ended) {
      out.append("#EXT-X-ENDLIST\n");
    }
    return Slice.ofUtf8(out.toString());
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
