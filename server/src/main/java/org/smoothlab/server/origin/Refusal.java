package org.smoothlab.server.origin;

/**
 * Why a source is not taken, or not any longer.
 *
 * @param kind for machines
 * @param message for people: what was expected and what came
 */
public record Refusal(Kind kind, String message) {
  /** What is in the way. */
  public enum Kind {
    /** There is no point that would take it. */
    NO_POINT,
    /** It contradicts what is running. */
    CONFLICT,
    /** It contradicts itself. */
    MALFORMED,
    /** A bound is reached; later it may fit. */
    LIMIT,
    /** It has come through here before, or through more servers than anybody has. */
    LOOP
  }
}
