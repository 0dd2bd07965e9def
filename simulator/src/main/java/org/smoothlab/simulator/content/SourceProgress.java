package org.smoothlab.simulator.content;

/** What is told while a user's file is made ready. Called from several threads, one at a time. */
public interface SourceProgress {
  /** Says nothing. */
  SourceProgress SILENT =
      new SourceProgress() {
        @Override
        public void note(String line) {}

        @Override
        public void made(long doneMicros, long allMicros, String speed) {}
      };

  /** Something that people should know about the file. */
  void note(String line);

  /**
   * So much is ready.
   *
   * @param doneMicros media time, at most {@code allMicros} if that is known
   * @param allMicros 0 if it is not known
   * @param speed against the clock, as FFmpeg says it, such as {@code 8.3x}
   */
  void made(long doneMicros, long allMicros, String speed);
}
