package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * One track of a clip, played round and round without end.
 *
 * <p>Media time is counted in samples from 0 and never begins anew: sample {@code i} carries the
 * bytes of the loop's sample {@code i mod count} and starts at {@code floor(i x duration)} ticks.
 * So sound stays contiguous to the sample over any number of loops though an AAC frame is no whole
 * number of ticks, and each track may have a loop of its own length.
 */
public final class ClipTrack {
  private final TrackInfo info;
  private final SampleDuration sampleDuration;
  private final List<EncodedTrack.EncodedSample> samples;

  ClipTrack(
      TrackInfo info, SampleDuration sampleDuration, List<EncodedTrack.EncodedSample> samples) {
    this.info = info;
    this.sampleDuration = sampleDuration;
    this.samples = List.copyOf(samples);
  }

  /**
   * How long each sample lasts: a fraction of ticks.
   *
   * @param ticks numerator, above 0
   * @param parts denominator, above 0
   */
  record SampleDuration(long ticks, long parts) {
    /** When sample {@code index} starts, rounded down to a tick. */
    long startTicks(long index) {
      return Math.floorDiv(Math.multiplyExact(index, ticks), parts);
    }

    /** The first sample that starts at {@code startTicks} or later. */
    long indexAtOrAfter(long startTicks) {
      return Math.ceilDiv(Math.multiplyExact(startTicks, parts), ticks);
    }
  }

  /** What a manifest says about this track. */
  public TrackInfo info() {
    return info;
  }

  /** How many samples one loop of this track has. */
  public int loopSampleCount() {
    return samples.size();
  }

  /**
   * The samples that start in a span of media time, which need not be a whole loop.
   *
   * <p>Cuts of neighbouring spans follow one another without gap or overlap. A cut of video is
   * exactly its span if that begins and ends at key frames; a cut of audio begins up to one AAC
   * frame (21.3 ms) late and ends as much late.
   *
   * @param span in ticks of the track's timescale, from 0
   * @throws IllegalArgumentException if the span is negative or no sample starts in it
   */
  public List<Sample> cut(FragmentTime span) {
    long first = sampleDuration.indexAtOrAfter(span.startTicks());
    long end = sampleDuration.indexAtOrAfter(span.endTicks());
    if (span.startTicks() < 0 || first >= end) {
      throw new IllegalArgumentException("no sample of " + info.id() + " starts in " + span);
    }
    List<Sample> cut = new ArrayList<>(Math.toIntExact(end - first));
    for (long index = first; index < end; index++) {
      EncodedTrack.EncodedSample sample = samples.get((int) (index % samples.size()));
      long startTicks = sampleDuration.startTicks(index);
      long durationTicks = sampleDuration.startTicks(index + 1) - startTicks;
      cut.add(new Sample(startTicks, durationTicks, 0, sample.sync(), sample.data()));
    }
    return cut;
  }

  /** All the bytes of one loop's samples together. */
  public long loopBytes() {
    return samples.stream().map(EncodedTrack.EncodedSample::data).mapToLong(Slice::size).sum();
  }
}
