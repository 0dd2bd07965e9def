package org.smoothlab.simulator.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Adds up, as it happens, what each viewer met. */
public final class ScoreBoard implements Trace.Observer {
  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  /** An empty board. */
  public ScoreBoard() {}

  @Override
  public void happened(TraceEntry entry) {
    if (entry.event() instanceof ViewerEvent event) {
      tallies.computeIfAbsent(entry.who(), _ -> new Tally()).add(event);
    }
  }

  /** The scores so far, viewers in order of their first event. */
  public List<ViewerScore> scores() {
    List<ViewerScore> scores = new ArrayList<>();
    tallies.forEach((viewer, tally) -> scores.add(tally.score(viewer)));
    return List.copyOf(scores);
  }

  private static final class Tally {
    private final Map<String, Long> mediaNanosByStream = new HashMap<>();
    private final List<String> irregular = new ArrayList<>();
    private OptionalLong startupNanos = OptionalLong.empty();
    private long stallCount;
    private long stallNanos;
    private long fragmentCount;
    private long bodyBytes;
    private long switchCount;
    private long backOffCount;
    private long playedNanos;
    private long skippedNanos;
    private long irregularCount;
    private boolean ended;

    void add(ViewerEvent event) {
      switch (event) {
        case ViewerEvent.ManifestArrived _ -> {}
        case ViewerEvent.FragmentArrived arrived -> fragment(arrived);
        case ViewerEvent.PlaybackStarted(long nanos) -> startupNanos = OptionalLong.of(nanos);
        case ViewerEvent.Stalled _ -> stallCount++;
        case ViewerEvent.Resumed(long nanos) -> stallNanos += nanos;
        case ViewerEvent.Switched _ -> switchCount++;
        case ViewerEvent.ServerChanged _ -> {}
        case ViewerEvent.Skipped(long fromNanos, long toNanos) ->
            skippedNanos += toNanos - fromNanos;
        case ViewerEvent.BackedOff _ -> backOffCount++;
        case ViewerEvent.Irregular(Irregularity kind, String detail) -> irregular(kind, detail);
        case ViewerEvent.Ended(long nanos) -> {
          playedNanos = nanos;
          ended = true;
        }
      }
    }

    private void fragment(ViewerEvent.FragmentArrived arrived) {
      fragmentCount++;
      bodyBytes += arrived.transfer().bodyBytes();
      mediaNanosByStream.merge(arrived.track().streamName(), arrived.durationNanos(), Long::sum);
    }

    private void irregular(Irregularity kind, String detail) {
      irregularCount++;
      if (irregular.size() < ViewerScore.Irregular.KEPT_MAX) {
        irregular.add(kind + " " + detail);
      }
    }

    ViewerScore score(String viewer) {
      long mediaNanos =
          mediaNanosByStream.values().stream().mapToLong(nanos -> nanos).max().orElse(0);
      long meanBps = mediaNanos == 0 ? 0 : (long) (bodyBytes * 8e9 / mediaNanos);
      return new ViewerScore(
          viewer,
          startupNanos,
          new ViewerScore.Stalls(stallCount, stallNanos),
          new ViewerScore.Load(fragmentCount, bodyBytes, meanBps, switchCount, backOffCount),
          new ViewerScore.Played(playedNanos, skippedNanos, ended),
          new ViewerScore.Irregular(irregularCount, irregular));
    }
  }
}
