package org.smoothlab.server.origin;

/**
 * Something on a running point that its operator should look at, from when it began until it is
 * over. Kind and subject together are its name: of one name there is one at a time.
 *
 * @param kind what is wrong
 * @param subject with what: a source, a track, or a track of a source
 * @param message what was seen, with figures; for people
 * @param sinceNanos when it began, which is before it was noticed
 */
public record Alarm(Kind kind, String subject, String message, long sinceNanos) {

  /** What can be wrong. */
  public enum Kind {
    /** A source delivers nothing any more: it is silent, or its connection was lost. */
    SILENT_SOURCE,
    /** A track is not delivered by a source that goes on with its other tracks. */
    SILENT_TRACK,
    /** A track went on behind a hole. Over when there was no other for a while. */
    GAP,
    /** The media time of a source runs ahead of the wall clock or falls behind it. */
    DRIFT,
    /** More of a track is sent twice than its number of sources explains. */
    DUPLICATES
  }

  boolean hasName(Kind otherKind, String otherSubject) {
    return kind == otherKind && subject.equals(otherSubject);
  }
}
