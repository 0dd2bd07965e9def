package org.smoothlab.server.origin;

/** Why a fragment was not taken. */
public enum DropReason {
  /** The track has a fragment of this time already, from this or another source. */
  DUPLICATE,
  /** It lies wholly before what the track expects next. */
  NON_INCREASING_TIMESTAMP,
  /** It begins before what the track expects next and ends behind it. */
  OVERLAP_TIMESTAMP,
  /** It starts before zero, where no URL can name it. */
  NEGATIVE_START,
  /** Its time is behind the published edge and the stream has no fragment of this time. */
  TOO_LATE,
  /** More fragments wait for publication than the bound allows; the oldest left. */
  HELD_BOUND
}
