package org.smoothlab.simulator.encoder;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.PresentationTrack;
import org.smoothlab.simulator.content.SourceTrack;

/** The fragments of one track, by their number: cut from a clip, or those of a presentation. */
sealed interface FragmentSupply {
  /** What is sent. */
  TrackInfo info();

  /** Number of the fragment behind the last one; {@link Programme#ENDLESS} if there is none. */
  long endIndex();

  /** The fragment that is being captured at a media time of {@link Timescale#SMOOTH}. */
  long indexAt(long mediaTicks);

  /** When the capture of a fragment begins, in the same ticks. */
  long beginTicks(long index);

  /** When a fragment is captured whole and can be sent, in the same ticks. */
  long dueTicks(long index);

  /** The samples of a fragment, in the track's timescale. */
  List<Sample> samples(long index);

  /**
   * Prepares a track.
   *
   * @param track with the clock that it has on the wire
   */
  static FragmentSupply of(SourceTrack track, Programme programme, Dialect dialect) {
    return switch (track) {
      case ClipTrack clip -> new OfClip(clip, programme, dialect.style() == Dialect.Style.ISMV);
      case PresentationTrack recorded -> new OfPresentation(recorded);
    };
  }

  /**
   * Cut from a clip at a grid that all tracks share; number 0 begins at media time 0.
   *
   * @param primed whether sound begins with the encoder's priming sample
   */
  record OfClip(ClipTrack track, Programme programme, boolean primed) implements FragmentSupply {
    @Override
    public TrackInfo info() {
      return track.info();
    }

    @Override
    public long endIndex() {
      return Programme.ENDLESS;
    }

    @Override
    public long indexAt(long mediaTicks) {
      return Math.floorDiv(mediaTicks, programme.fragmentTicks());
    }

    @Override
    public long beginTicks(long index) {
      return Math.multiplyExact(index, programme.fragmentTicks());
    }

    @Override
    public long dueTicks(long index) {
      return Timescale.SMOOTH.rescaleFloor(track.timeOf(span(index)).endTicks(), timescale());
    }

    @Override
    public List<Sample> samples(long index) {
      return track.cut(span(index));
    }

    private FragmentTime span(long index) {
      FragmentTime span = programme.span(index, timescale());
      boolean priming = primed && index == 0 && track.info().stream().kind() == StreamKind.AUDIO;
      return priming ? track.withPriming(span) : span;
    }

    private Timescale timescale() {
      return track.info().stream().timescale();
    }
  }

  /** Those of a presentation, as they are in its file; number 0 is the first of the file. */
  record OfPresentation(PresentationTrack track) implements FragmentSupply {
    @Override
    public TrackInfo info() {
      return track.info();
    }

    @Override
    public long endIndex() {
      return track.fragmentCount();
    }

    @Override
    public long indexAt(long mediaTicks) {
      return track.indexAt(mediaTicks);
    }

    @Override
    public long beginTicks(long index) {
      return index < endIndex()
          ? smooth(track.timeOf(index).startTicks())
          : smooth(track.timeOf(endIndex() - 1).endTicks());
    }

    // What comes now and then is told when it begins, not when it is over.
    @Override
    public long dueTicks(long index) {
      FragmentTime time = track.timeOf(index);
      return smooth(track.info().stream().isSparse() ? time.startTicks() : time.endTicks());
    }

    @Override
    public List<Sample> samples(long index) {
      return track.samples(index);
    }

    private long smooth(long ticks) {
      return Timescale.SMOOTH.rescaleFloor(ticks, track.info().stream().timescale());
    }
  }
}
