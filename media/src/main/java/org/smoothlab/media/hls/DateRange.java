package org.smoothlab.media.hls;

import java.util.Locale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XsdTime;

/**
 * A stretch of time that a splice message is about. The two messages of a break, that it begins and
 * that it ends, are two of one id and one start.
 *
 * @param id of the stretch; not empty
 * @param startEpochMillis wall time, since 1970, of its begin
 * @param length how long it is
 * @param splice the message
 * @see "RFC 8216, 4.3.2.7"
 */
public record DateRange(String id, long startEpochMillis, Length length, Splice splice) {
  /** What is not told. */
  public static final long UNTOLD = -1;

  /**
   * @param plannedNanos as it was announced; {@link #UNTOLD} unless it was
   * @param nanos as it came; {@link #UNTOLD} unless that is known
   */
  public record Length(long plannedNanos, long nanos) {
    /** Nobody has said. */
    public static final Length UNKNOWN = new Length(UNTOLD, UNTOLD);
  }

  /** What a message says. */
  public enum Meaning {
    /** A break begins. */
    OUT,
    /** It ends. */
    IN,
    /** Something else. */
    CMD
  }

  /**
   * @param section a {@code splice_info_section}
   */
  public record Splice(Meaning meaning, Slice section) {}

  public DateRange {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a date range without id");
    }
  }

  /** The tag, without a line end. */
  String tag() {
    AttributeList tag =
        new AttributeList("#EXT-X-DATERANGE")
            .quoted("ID", id)
            .quoted("START-DATE", XsdTime.dateTime(startEpochMillis));
    if (length.nanos >= 0) {
      tag.plain("DURATION", Seconds.text(length.nanos));
    }
    if (length.plannedNanos >= 0) {
      tag.plain("PLANNED-DURATION", Seconds.text(length.plannedNanos));
    }
    String section = splice.section.toHex().toUpperCase(Locale.ROOT);
    return tag.plain("SCTE35-" + splice.meaning, "0x" + section).toString();
  }
}
