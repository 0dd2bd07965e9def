package org.smoothlab.media.smooth;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;

/**
 * The client manifest: what a viewer may ask for.
 *
 * @param header what holds for the whole presentation
 * @param customAttributes such as {@code ProducerReferenceTime}; usually none
 * @param protectionHeaders one per protection system; empty when the content is clear
 * @param streams in the order of the document; their names are different
 * @see "[MS-SSTR] 2.2.2"
 */
public record SmoothManifest(
    Header header,
    List<CustomAttribute> customAttributes,
    List<ProtectionHeader> protectionHeaders,
    List<StreamIndex> streams) {
  public SmoothManifest {
    customAttributes = List.copyOf(customAttributes);
    protectionHeaders = List.copyOf(protectionHeaders);
    streams = List.copyOf(streams);
    if (streams.stream().map(stream -> stream.info().name()).distinct().count() < streams.size()) {
      throw new IllegalArgumentException("two streams have one name");
    }
  }

  /** The stream of this name. */
  public Optional<StreamIndex> find(String streamName) {
    return streams.stream().filter(stream -> stream.info().name().equals(streamName)).findFirst();
  }

  /**
   * The duration that a viewer should show: the stated one, or where it is 0 the longest sum of the
   * streams' fragment durations.
   *
   * @return in the timescale of the header; saturates at 2^63-1
   * @see "[MS-SSTR] 3.1.5.1"
   */
  public long shownDurationTicks() {
    long longestTicks = header.durationTicks();
    if (longestTicks == 0) {
      for (StreamIndex stream : streams) {
        longestTicks = Math.max(longestTicks, durationTicks(stream));
      }
    }
    return longestTicks;
  }

  private long durationTicks(StreamIndex stream) {
    try {
      long sumTicks = 0;
      for (FragmentTime chunk : stream.chunks()) {
        sumTicks = Math.addExact(sumTicks, chunk.durationTicks());
      }
      return header.timescale().rescaleFloor(sumTicks, stream.info().timescale());
    } catch (ArithmeticException tooLong) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * What holds for the whole presentation.
   *
   * @param version which elements the document may use
   * @param timescale clock of the duration and the window
   * @param durationTicks not negative; 0 when unknown, in live an estimate
   * @param liveness whether and how it still grows
   */
  public record Header(
      Version version, Timescale timescale, long durationTicks, Liveness liveness) {
    public Header {
      requireNotNegative(durationTicks, "durationTicks");
    }

    /** Whether the presentation still grows. */
    public boolean isLive() {
      return liveness instanceof Live;
    }
  }

  /** The version of the document; the setting {@code ClientManifestVersion} of IIS. */
  public enum Version {
    /** Every fragment has its own {@code c}: what live players expect. */
    V2_0,
    /** A {@code c} may stand for a run of equal fragments. */
    V2_2
  }

  /** Whether and how a presentation still grows. */
  public sealed interface Liveness {}

  /** The presentation is complete. */
  public record OnDemand() implements Liveness {}

  /**
   * The presentation is going on.
   *
   * @param lookAheadCount how many later fragments each fragment announces; 0 when none
   * @param windowTicks what is kept for seeking, in the header's timescale; 0 = everything
   */
  public record Live(int lookAheadCount, long windowTicks) implements Liveness {
    public Live {
      requireNotNegative(lookAheadCount, "lookAheadCount");
      requireNotNegative(windowTicks, "windowTicks");
    }
  }

  /**
   * What a protection system needs to open the content.
   *
   * @param systemId 8-4-4-4-12 hexadecimal digits in lower case, without braces
   * @param data for PlayReady a PlayReady Object
   * @see "[MS-SSTR] 2.2.2.2 ProtectionElement"
   */
  public record ProtectionHeader(String systemId, Slice data) {}

  private static void requireNotNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is negative: " + value);
    }
  }
}
