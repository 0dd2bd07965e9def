package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.bytes.MediaException;

/**
 * One track of a {@link Presentation}, in the fragments of its file: once, or round after round.
 *
 * <p>Fragments are counted from 0 and never begin anew. In round {@code k} all times are {@code k}
 * periods later; of sound there are only the frames that lie within a round, so that rounds do not
 * overlap.
 */
public final class PresentationTrack implements SourceTrack {
  private final TrackInfo info;
  private final Recorded recorded;
  private final Optional<Rounds> rounds;

  PresentationTrack(TrackInfo info, Recorded recorded, Optional<Rounds> rounds) {
    this.info = info;
    this.recorded = recorded;
    this.rounds = rounds;
  }

  /**
   * What the file has.
   *
   * @param file which of the presentation's, from 0
   * @param timescale clock of the fragments
   * @param fragments in order of time, at least one
   * @param defaults to read them with
   */
  record Recorded(int file, Timescale timescale, List<Fragment> fragments, TrackDefaults defaults) {
    Recorded {
      fragments = List.copyOf(fragments);
    }
  }

  /**
   * How a presentation begins again, in ticks of {@link Timescale#SMOOTH}.
   *
   * @param startTicks where the first round begins
   * @param endTicks where it ends, above its beginning; what begins there or later is left out
   */
  record Rounds(long startTicks, long endTicks) {
    Rounds {
      if (endTicks <= startTicks) {
        throw new IllegalArgumentException("a round from " + startTicks + " to " + endTicks);
      }
    }

    long periodTicks() {
      return endTicks - startTicks;
    }
  }

  @Override
  public TrackInfo info() {
    return info;
  }

  /** From one round to the next, in the track's timescale; 0 if there is only one. */
  long roundTicks() {
    return rounds
        .map(each -> info.stream().timescale().rescaleFloor(each.periodTicks(), Timescale.SMOOTH))
        .orElse(0L);
  }

  /** Which file of the presentation it is in, from 0. */
  public int file() {
    return recorded.file;
  }

  /** How many fragments there are; {@link Long#MAX_VALUE} if they go round and round. */
  public long fragmentCount() {
    return rounds.isPresent() ? Long.MAX_VALUE : recorded.fragments.size();
  }

  @Override
  public PresentationTrack in(Timescale timescale) {
    StreamInfo old = info.stream();
    StreamInfo stream =
        new StreamInfo(
            old.kind(), old.name(), old.subtype(), old.language(), timescale, old.sparse());
    return new PresentationTrack(
        new TrackInfo(info.trackNumber(), stream, info.level()), recorded, rounds);
  }

  @Override
  public PresentationTrack numbered(int trackNumber) {
    return new PresentationTrack(
        new TrackInfo(trackNumber, info.stream(), info.level()), recorded, rounds);
  }

  /** The same round after round; a track that has nothing before the end of a round is left out. */
  Optional<PresentationTrack> looped(Rounds newRounds) {
    PresentationTrack whole = new PresentationTrack(info, recorded, Optional.of(newRounds));
    List<Fragment> inside =
        recorded.fragments.stream()
            .filter(each -> smooth(each.time().startTicks()) < newRounds.endTicks)
            .filter(each -> !whole.kept(each).isEmpty())
            .toList();
    if (inside.isEmpty()) {
      return Optional.empty();
    }
    Recorded round = new Recorded(recorded.file, recorded.timescale, inside, recorded.defaults);
    return Optional.of(new PresentationTrack(info, round, Optional.of(newRounds)));
  }

  /**
   * The same, all of it earlier.
   *
   * @param byTicks a whole number of seconds in ticks of {@link Timescale#SMOOTH}
   */
  PresentationTrack earlier(long byTicks) {
    long own = recorded.timescale.rescaleFloor(byTicks, Timescale.SMOOTH);
    List<Fragment> moved =
        recorded.fragments.stream()
            .map(each ->
                new Fragment(
                    each.trackNumber(),
                    new FragmentTime(each.time().startTicks() - own, each.time().durationTicks()),
                    each.samples(),
                    each.moof(),
                    each.payload()))
            .toList();
    return new PresentationTrack(
        info, new Recorded(recorded.file, recorded.timescale, moved, recorded.defaults), rounds);
  }

  /** When the first fragment starts, in ticks of {@link Timescale#SMOOTH}. */
  long firstTicks() {
    return smooth(recorded.fragments.getFirst().time().startTicks());
  }

  /** When the last fragment ends, in the same ticks. */
  long endTicks() {
    return smooth(recorded.fragments.getLast().time().endTicks());
  }

  private long smooth(long ticks) {
    return Timescale.SMOOTH.rescaleFloor(ticks, recorded.timescale);
  }

  /**
   * When a fragment is presented, in the track's timescale.
   *
   * @param index from 0 to one below {@link #fragmentCount}
   */
  public FragmentTime timeOf(long index) {
    Fragment fragment = fragment(index);
    long shift = shiftTicks(index);
    long startTicks = fragment.time().startTicks();
    long endTicks = fragment.time().endTicks();
    if (isCut(fragment)) {
      List<Sample> kept = kept(fragment);
      startTicks = kept.getFirst().decodeTicks();
      endTicks = kept.getLast().decodeTicks() + kept.getLast().durationTicks();
    }
    long from = own(startTicks + shift);
    return new FragmentTime(from, own(endTicks + shift) - from);
  }

  /**
   * The fragment that is under way at a time: the last one that starts then or before, or the first
   * of all.
   *
   * @param mediaTicks in ticks of {@link Timescale#SMOOTH}
   */
  public long indexAt(long mediaTicks) {
    long count = recorded.fragments.size();
    long round = 0;
    long ticks = mediaTicks;
    if (rounds.isPresent()) {
      long periodTicks = rounds.get().periodTicks();
      round = Math.max(0, Math.floorDiv(mediaTicks - rounds.get().startTicks, periodTicks));
      ticks = mediaTicks - round * periodTicks;
    }
    long index = 0;
    while (index + 1 < count
        && smooth(recorded.fragments.get((int) index + 1).time().startTicks()) <= ticks) {
      index++;
    }
    return round * count + index;
  }

  /** The samples of a fragment, in the track's timescale. */
  public List<Sample> samples(long index) {
    Fragment fragment = fragment(index);
    long shift = shiftTicks(index);
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : kept(fragment)) {
      long from = own(sample.decodeTicks() + shift);
      long to = own(sample.decodeTicks() + shift + sample.durationTicks());
      int offset = Math.toIntExact(own(sample.compositionOffsetTicks()));
      samples.add(new Sample(from, to - from, offset, sample.sync(), sample.data()));
    }
    return samples;
  }

  private Fragment fragment(long index) {
    int count = recorded.fragments.size();
    return recorded.fragments.get(
        rounds.isPresent() ? (int) (index % count) : Math.toIntExact(index));
  }

  private long shiftTicks(long index) {
    if (rounds.isEmpty()) {
      return 0;
    }
    long round = index / recorded.fragments.size();
    return recorded.timescale.rescaleFloor(
        Math.multiplyExact(round, rounds.get().periodTicks()), Timescale.SMOOTH);
  }

  // Of the other kinds a sample is a picture or a text, which nobody cuts.
  private boolean isCut(Fragment fragment) {
    return rounds.isPresent()
        && info.stream().kind() == StreamKind.AUDIO
        && (fragment.time().startTicks() < recordedTicks(rounds.get().startTicks)
            || fragment.time().endTicks() > recordedTicks(rounds.get().endTicks));
  }

  private List<Sample> kept(Fragment fragment) {
    List<Sample> all = read(fragment);
    if (!isCut(fragment)) {
      return all;
    }
    long startTicks = recordedTicks(rounds.orElseThrow().startTicks);
    long endTicks = recordedTicks(rounds.orElseThrow().endTicks);
    return all.stream()
        .filter(sample -> sample.decodeTicks() >= startTicks)
        .filter(sample -> sample.decodeTicks() + sample.durationTicks() <= endTicks)
        .toList();
  }

  private long recordedTicks(long smoothTicks) {
    return recorded.timescale.rescaleFloor(smoothTicks, Timescale.SMOOTH);
  }

  private List<Sample> read(Fragment fragment) {
    try {
      return FragmentReader.samples(fragment, recorded.defaults);
    } catch (MediaException wrong) {
      throw new IllegalStateException("was readable when the file was read", wrong);
    }
  }

  private long own(long recordedTicks) {
    return info.stream().timescale().rescaleFloor(recordedTicks, recorded.timescale);
  }
}
