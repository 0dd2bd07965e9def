package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * The samples of one {@code traf}: what each run, the fragment and the announce say, taken
 * together.
 *
 * @param header the fragment's own defaults
 * @param runs at least one sample in all
 * @param defaults those of the announce
 */
record TrackRuns(TfhdBox header, List<TrunBox> runs, TrackDefaults defaults) {
  /** No fragment of a live stream comes near; a run without entries could promise 2^32. */
  static final int SAMPLE_COUNT_MAX = 100_000;

  static TrackRuns of(TfhdBox header, List<TrunBox> runs, TrackDefaults defaults)
      throws MediaException {
    long count = runs.stream().mapToLong(TrunBox::sampleCount).sum();
    if (count == 0) {
      throw new UnsupportedMediaException(
          "moof/traf: no samples for track %d (ISO/IEC 14496-12, 8.8.8)"
              .formatted(header.trackNumber()));
    }
    if (count > SAMPLE_COUNT_MAX) {
      throw new UnsupportedMediaException(
          "moof/traf: %d samples for track %d, limit is %d"
              .formatted(count, header.trackNumber(), SAMPLE_COUNT_MAX));
    }
    return new TrackRuns(header, List.copyOf(runs), defaults);
  }

  int trackNumber() throws MalformedMediaException {
    if (header.trackNumber() < 1 || header.trackNumber() > Integer.MAX_VALUE) {
      throw new MalformedMediaException(
          "moof/traf/tfhd: track_ID %d, expected 1..2^31-1 (ISO/IEC 14496-12, 8.8.7)"
              .formatted(header.trackNumber()));
    }
    return (int) header.trackNumber();
  }

  /** Bytes of all samples of a run. */
  long sizeBytes(TrunBox run) {
    if (!run.has(TrunBox.SAMPLE_SIZE)) {
      return run.sampleCount() * sizeBytes(run, 0);
    }
    return run.samples().stream().mapToLong(TrunBox.Entry::sizeBytes).sum();
  }

  /** Sum of the durations of all samples. */
  long durationTicks() {
    long ticks = 0;
    for (TrunBox run : runs) {
      ticks +=
          run.has(TrunBox.SAMPLE_DURATION)
              ? run.samples().stream().mapToLong(TrunBox.Entry::durationTicks).sum()
              : run.sampleCount() * durationTicks(run, 0);
    }
    return ticks;
  }

  /** From decoding to presentation of the first sample. */
  int firstCompositionOffsetTicks() {
    for (TrunBox run : runs) {
      if (run.sampleCount() > 0) {
        return compositionOffsetTicks(run, 0);
      }
    }
    throw new AssertionError("no samples");
  }

  Fragment.Samples summary() {
    int count = 0;
    boolean startsWithSync = false;
    boolean allSync = true;
    for (TrunBox run : runs) {
      for (int i = 0; i < run.sampleCount(); i++, count++) {
        boolean sync = SampleFlags.isSync(flags(run, i));
        startsWithSync |= count == 0 && sync;
        allSync &= sync;
      }
    }
    return new Fragment.Samples(count, startsWithSync, allSync);
  }

  /**
   * All samples.
   *
   * @param firstDecodeTicks when the first one is decoded
   * @param positions of the first byte of each run in {@code payload}; checked already
   */
  List<Sample> samples(long firstDecodeTicks, List<Long> positions, Slice payload) {
    List<Sample> samples = new ArrayList<>();
    long decodeTicks = firstDecodeTicks;
    for (int r = 0; r < runs.size(); r++) {
      TrunBox run = runs.get(r);
      long position = positions.get(r);
      for (int i = 0; i < run.sampleCount(); i++) {
        long sizeBytes = sizeBytes(run, i);
        long durationTicks = durationTicks(run, i);
        samples.add(
            new Sample(
                decodeTicks,
                durationTicks,
                compositionOffsetTicks(run, i),
                SampleFlags.isSync(flags(run, i)),
                payload.slice(position, sizeBytes)));
        position += sizeBytes;
        decodeTicks += durationTicks;
      }
    }
    return List.copyOf(samples);
  }

  long sizeBytes(TrunBox run, int index) {
    if (run.has(TrunBox.SAMPLE_SIZE)) {
      return run.samples().get(index).sizeBytes();
    }
    return header.has(TfhdBox.DEFAULT_SIZE)
        ? header.defaultSizeBytes()
        : defaults.sampleSizeBytes();
  }

  long durationTicks(TrunBox run, int index) {
    if (run.has(TrunBox.SAMPLE_DURATION)) {
      return run.samples().get(index).durationTicks();
    }
    return header.has(TfhdBox.DEFAULT_DURATION)
        ? header.defaultDurationTicks()
        : defaults.sampleDurationTicks();
  }

  long flags(TrunBox run, int index) {
    if (index == 0 && run.has(TrunBox.FIRST_SAMPLE_FLAGS)) {
      return run.firstSampleFlags();
    }
    if (run.has(TrunBox.SAMPLE_FLAGS)) {
      return run.samples().get(index).flags();
    }
    return header.has(TfhdBox.DEFAULT_FLAGS) ? header.defaultFlags() : defaults.sampleFlags();
  }

  /** Signed in either version: encoders write negative offsets in version 0 too. */
  static int compositionOffsetTicks(TrunBox run, int index) {
    return run.has(TrunBox.SAMPLE_COMPOSITION_OFFSET)
        ? (int) run.samples().get(index).compositionOffsetTicks()
        : 0;
  }
}
