package org.smoothlab.simulator.trace;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a run was like for one viewer.
 *
 * @param startupNanos from its start to the first picture; empty when there was none
 * @param stalls how often and how long the picture stood after that
 * @param load what it fetched
 * @param played what it saw
 * @param irregular what broke the protocol's promises, first ones first
 */
public record ViewerScore(
    String viewer,
    OptionalLong startupNanos,
    Stalls stalls,
    Load load,
    Played played,
    Irregular irregular) {

  /**
   * @param count how often
   * @param totalNanos how long in all
   */
  public record Stalls(long count, long totalNanos) {}

  /**
   * @param fragmentCount of all streams
   * @param bodyBytes of these
   * @param meanBps bits of all streams for each second of media
   * @param switchCount changes of quality level
   * @param backOffCount requests that were asked again
   */
  public record Load(
      long fragmentCount, long bodyBytes, long meanBps, long switchCount, long backOffCount) {}

  /**
   * @param nanos how much media was played
   * @param skippedNanos how much was jumped over
   * @param ended whether the viewer came to an end, its own or the event's
   */
  public record Played(long nanos, long skippedNanos, boolean ended) {}

  /**
   * @param count of all
   * @param first the first {@value #KEPT_MAX} of them, in words
   */
  public record Irregular(long count, List<String> first) {
    /** How many are kept in words. */
    public static final int KEPT_MAX = 10;

    public Irregular {
      first = List.copyOf(first);
    }
  }
}
