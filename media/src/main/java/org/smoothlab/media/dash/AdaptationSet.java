package org.smoothlab.media.dash;

import java.util.List;

/**
 * One content at several bitrates, between which a client may change at every segment.
 *
 * @param id unique in its Period
 * @param content what it is
 * @param template how its segments are named
 * @param representations at least one
 * @see "ISO/IEC 23009-1, 5.3.3"
 */
public record AdaptationSet(
    long id, Content content, SegmentTemplate template, List<Representation> representations) {

  /**
   * What a set shows.
   *
   * @param type {@code video}, {@code audio}, {@code text} or {@code image}
   * @param mimeType of its segments
   * @param language a BCP 47 tag; empty when unknown
   * @param properties roles, and what else a client must or may know
   */
  public record Content(String type, String mimeType, String language, Properties properties) {}

  /**
   * @param roles in order
   * @param essential who does not know one of them leaves the set out
   * @param inbandEvents which messages are in its segments: ISO/IEC 23009-1, 5.10.3.2
   */
  public record Properties(
      List<Descriptor> roles, List<Descriptor> essential, List<Descriptor> inbandEvents) {
    /** Nothing to know. */
    public static final Properties NONE = new Properties(List.of(), List.of(), List.of());

    public Properties {
      roles = List.copyOf(roles);
      essential = List.copyOf(essential);
      inbandEvents = List.copyOf(inbandEvents);
    }
  }

  public AdaptationSet {
    representations = List.copyOf(representations);
    if (representations.isEmpty()) {
      throw new IllegalArgumentException("a set of no representations");
    }
  }
}
