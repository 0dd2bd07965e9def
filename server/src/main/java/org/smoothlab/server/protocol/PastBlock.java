package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.Past;
import org.smoothlab.server.origin.Refusal;
import org.smoothlab.server.origin.Source;

/**
 * Some fragments of the past, which come in one body, oldest first. They are handed on when all
 * have come, newest first: so the point grows towards the past without holes, and half a body
 * leaves nothing behind that would hide what it lacks.
 */
public final class PastBlock {
  /** A body with more than this is refused: ask for fewer fragments. */
  public static final long BYTES_MAX = 64L << 20;

  private final Source source;
  private final Map<TrackId, List<Fragment>> byTrack = new LinkedHashMap<>();
  private long collectedBytes;
  private Outcome outcome = Outcome.NOTHING;

  /**
   * What became of them.
   *
   * @param fragmentCount that came
   * @param filled what was missing, for each track that was
   * @param notWanted reasons of the point for what it did not take, each once
   */
  public record Outcome(int fragmentCount, List<Filled> filled, List<String> notWanted) {
    static final Outcome NOTHING = new Outcome(0, List.of(), List.of());

    public Outcome {
      filled = List.copyOf(filled);
      notWanted = List.copyOf(notWanted);
    }
  }

  /**
   * Fragments that were missing.
   *
   * @param fromTicks start of the oldest, in the stream's timescale
   * @param toTicks end of the newest
   * @param count at least 1; between them may be others that were not missing
   */
  public record Filled(TrackId track, long fromTicks, long toTicks, int count) {}

  PastBlock(Source source) {
    this.source = source;
  }

  /** Present when it is too much. */
  Optional<Refusal> add(TrackId track, Fragment fragment) {
    collectedBytes += fragment.sizeBytes();
    if (collectedBytes > BYTES_MAX) {
      byTrack.clear();
      return Optional.of(
          new Refusal(
              Refusal.Kind.LIMIT,
              "more than %d bytes of the past in one body: ask for fewer fragments"
                  .formatted(BYTES_MAX)));
    }
    byTrack.computeIfAbsent(track, _ -> new ArrayList<>()).add(fragment);
    return Optional.empty();
  }

  /** Hands them on. Present when the source is refused. */
  Optional<Refusal> deliver(long nowNanos) {
    int fragmentCount = 0;
    List<Filled> filled = new ArrayList<>();
    List<String> notWanted = new ArrayList<>();
    for (Map.Entry<TrackId, List<Fragment>> track : byTrack.entrySet()) {
      List<Fragment> newestFirst = new ArrayList<>(track.getValue());
      newestFirst.sort(
          Comparator.comparingLong((Fragment one) -> one.time().startTicks()).reversed());
      List<Fragment> taken = new ArrayList<>();
      for (Fragment fragment : newestFirst) {
        fragmentCount++;
        switch (source.deliverPast(fragment, nowNanos)) {
          case Past.Taken() -> taken.add(fragment);
          case Past.Known() -> {
            // Both ends of a block meet what is there.
          }
          case Past.NotWanted(String why) -> {
            if (!notWanted.contains(why)) {
              notWanted.add(why);
            }
          }
          case Past.Refused(Refusal refusal) -> {
            return Optional.of(refusal);
          }
        }
      }
      if (!taken.isEmpty()) {
        filled.add(
            new Filled(
                track.getKey(),
                taken.getLast().time().startTicks(),
                taken.getFirst().time().endTicks(),
                taken.size()));
      }
    }
    outcome = new Outcome(fragmentCount, filled, notWanted);
    byTrack.clear();
    return Optional.empty();
  }

  /** What became of them; nothing while not all have come. */
  Outcome outcome() {
    return outcome;
  }
}
