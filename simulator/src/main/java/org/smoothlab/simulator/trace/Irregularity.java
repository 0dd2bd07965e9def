package org.smoothlab.simulator.trace;

/** In which way an answer breaks what was promised. */
public enum Irregularity {
  /** {@code tfxd} tells another start than was asked for. */
  WRONG_TIME,
  /** Between a fragment and the next one of its stream there is a hole. */
  FRAGMENT_MISSING,
  /** A fragment begins before the last one ended. */
  FRAGMENT_REPEATED,
  /** {@code tfrf} does not go on where the fragment ends, or its entries overlap. */
  LOOK_AHEAD_BROKEN,
  /** A manifest takes back or moves what was announced before. */
  TIMELINE_CHANGED,
  /** The body is not one {@code moof} and one {@code mdat} of the announced sizes. */
  NOT_A_FRAGMENT,
  /** The body is not a client manifest. */
  NOT_A_MANIFEST,
  /** Neither 200, 404, 410 nor 412. */
  UNEXPECTED_STATUS
}
