package org.smoothlab.simulator.content;

/** How far encoding a clip has come. Called from several threads; not at all if it was cached. */
@FunctionalInterface
public interface EncodeProgress {
  /** Says nothing. */
  EncodeProgress SILENT = (_, _) -> {};

  /**
   * One more frame is encoded.
   *
   * @param doneCount frames of all rungs so far
   * @param allCount frames of all rungs together
   */
  void encoded(int doneCount, int allCount);
}
