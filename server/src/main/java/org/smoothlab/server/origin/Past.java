package org.smoothlab.server.origin;

/** What a publishing point made of a fragment from before what it has. */
public sealed interface Past {
  /** It was missing. Viewers can fetch it, at the latest when the archive has it. */
  record Taken() implements Past {}

  /** The point has it already. */
  record Known() implements Past {}

  /**
   * The point has no use for it, now or ever.
   *
   * @param why for people
   */
  record NotWanted(String why) implements Past {}

  /** The source is refused: it is to be closed. */
  record Refused(Refusal refusal) implements Past {}
}
