package org.smoothlab.simulator.content;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.EncodedTrack.EncodedSample;

/**
 * One track of a clip, played round and round without end.
 *
 * <p>Media time is counted in samples from 0 and never begins anew: sample {@code i} carries the
 * bytes of the loop's sample {@code i mod count} and starts at {@code floor(i x duration)} ticks.
 * So sound stays contiguous to the sample over any number of loops though an AAC frame is no whole
 * number of ticks, and each track may have a loop of its own length.
 */
public final class ClipTrack implements SourceTrack {
  private final TrackInfo info;
  private final SampleDuration sampleDuration;
  private final Loop loop;

  ClipTrack(TrackInfo info, SampleDuration sampleDuration, List<EncodedSample> samples) {
    this(info, sampleDuration, Loop.of(samples));
  }

  ClipTrack(TrackInfo info, SampleDuration sampleDuration, Loop loop) {
    this.info = info;
    this.sampleDuration = sampleDuration;
    this.loop = loop;
  }

  /**
   * The samples of one loop, kept or made when they are asked for.
   *
   * @param sampleCount above 0
   * @param sample from 0 to one below the count
   */
  record Loop(int sampleCount, IntFunction<EncodedSample> sample) {
    static Loop of(List<EncodedSample> samples) {
      List<EncodedSample> kept = List.copyOf(samples);
      return new Loop(kept.size(), kept::get);
    }
  }

  /**
   * How long each sample lasts: a fraction of a second.
   *
   * @param seconds numerator, above 0
   * @param parts denominator, above 0
   */
  record SampleDuration(long seconds, long parts) {
    /** When sample {@code index} starts, rounded down to a tick. */
    long startTicks(long index, Timescale timescale) {
      return Math.floorDiv(Math.multiplyExact(index, seconds * timescale.ticksPerSecond()), parts);
    }

    /** The first sample that starts at {@code startTicks} or later, not rounded. */
    long indexAtOrAfter(long startTicks, Timescale timescale) {
      return Math.ceilDiv(
          Math.multiplyExact(startTicks, parts), seconds * timescale.ticksPerSecond());
    }
  }

  @Override
  public TrackInfo info() {
    return info;
  }

  /** How many samples one loop of this track has. */
  public int loopSampleCount() {
    return loop.sampleCount;
  }

  /** All the bytes of one loop's samples together. */
  public long loopBytes() {
    return IntStream.range(0, loop.sampleCount)
        .mapToObj(loop.sample)
        .map(EncodedSample::data)
        .mapToLong(Slice::size)
        .sum();
  }

  @Override
  public ClipTrack numbered(int trackNumber) {
    return new ClipTrack(
        new TrackInfo(trackNumber, info.stream(), info.level()), sampleDuration, loop);
  }

  @Override
  public ClipTrack in(Timescale timescale) {
    StreamInfo stream = info.stream();
    StreamInfo changed =
        new StreamInfo(
            stream.kind(),
            stream.name(),
            stream.subtype(),
            stream.language(),
            timescale,
            stream.sparse());
    return new ClipTrack(
        new TrackInfo(info.trackNumber(), changed, info.level()), sampleDuration, loop);
  }

  /** The same track in another language, by ISO 639-2. */
  ClipTrack inLanguage(String language) {
    StreamInfo stream = info.stream();
    StreamInfo changed =
        new StreamInfo(
            stream.kind(),
            stream.name(),
            stream.subtype(),
            language,
            stream.timescale(),
            stream.sparse());
    return new ClipTrack(
        new TrackInfo(info.trackNumber(), changed, info.level()), sampleDuration, loop);
  }

  /** One sample longer to the front: what encoders that keep their priming samples send first. */
  public FragmentTime withPriming(FragmentTime span) {
    long first = sampleDuration.indexAtOrAfter(span.startTicks(), timescale());
    long startTicks = sampleDuration.startTicks(first - 1, timescale());
    return new FragmentTime(startTicks, span.endTicks() - startTicks);
  }

  /**
   * When the samples that start in a span of media time start and end together.
   *
   * @param span in ticks of the track's timescale
   */
  public FragmentTime timeOf(FragmentTime span) {
    long startTicks =
        sampleDuration.startTicks(
            sampleDuration.indexAtOrAfter(span.startTicks(), timescale()), timescale());
    long endTicks =
        sampleDuration.startTicks(
            sampleDuration.indexAtOrAfter(span.endTicks(), timescale()), timescale());
    return new FragmentTime(startTicks, endTicks - startTicks);
  }

  /**
   * The samples that start in a span of media time, which need not be a whole loop.
   *
   * <p>Cuts of neighbouring spans follow one another without gap or overlap. A cut of video is
   * exactly its span if that begins and ends at key frames; a cut of audio begins up to one AAC
   * frame (21.3 ms) late and ends as much late.
   *
   * @param span in ticks of the track's timescale; before 0 the loop goes on backwards
   * @throws IllegalArgumentException if no sample starts in the span
   */
  public List<Sample> cut(FragmentTime span) {
    long first = sampleDuration.indexAtOrAfter(span.startTicks(), timescale());
    long end = sampleDuration.indexAtOrAfter(span.endTicks(), timescale());
    if (first >= end) {
      throw new IllegalArgumentException("no sample of " + info.id() + " starts in " + span);
    }
    List<Sample> cut = new ArrayList<>(Math.toIntExact(end - first));
    for (long index = first; index < end; index++) {
      EncodedSample sample = loop.sample.apply(Math.floorMod(index, loop.sampleCount));
      long startTicks = sampleDuration.startTicks(index, timescale());
      long durationTicks = sampleDuration.startTicks(index + 1, timescale()) - startTicks;
      cut.add(new Sample(startTicks, durationTicks, 0, sample.sync(), sample.data()));
    }
    return cut;
  }

  /** The bytes of the samples that start in a span of media time; 0 if none does. */
  public long bytesIn(FragmentTime span) {
    long first = sampleDuration.indexAtOrAfter(span.startTicks(), timescale());
    long end = sampleDuration.indexAtOrAfter(span.endTicks(), timescale());
    long bytes = 0;
    for (long index = first; index < end; index++) {
      bytes += loop.sample.apply(Math.floorMod(index, loop.sampleCount)).data().size();
    }
    return bytes;
  }

  private Timescale timescale() {
    return info.stream().timescale();
  }
}
