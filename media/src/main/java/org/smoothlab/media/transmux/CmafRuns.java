package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * The runs of a fragment on a clock that begins at zero.
 *
 * @param decodeTicks when the first sample is decoded, at least 0
 * @param runs in version 1, their data offsets not set
 * @param positions where the samples of each begin in the payload, in bytes
 * @param leftOutCount how many samples of the beginning are in none of the runs
 * @see "ISO/IEC 14496-12, 8.8.8 and 8.8.12"
 */
record CmafRuns(long decodeTicks, List<TrunBox> runs, List<Long> positions, int leftOutCount) {
  private static final int MDAT_HEADER_BYTES = 8;

  static CmafRuns of(Fragment fragment, List<TrunBox> runs) throws MediaException {
    long payloadAt = fragment.moof().size() + MDAT_HEADER_BYTES;
    List<Long> positions = runs.stream().map(run -> run.dataOffset() - payloadAt).toList();
    long decodeTicks = Math.subtractExact(fragment.time().startTicks(), firstOffsetTicks(runs));
    return decodeTicks >= 0
        ? new CmafRuns(decodeTicks, runs.stream().map(CmafRuns::signed).toList(), positions, 0)
        : new BeforeZero(FragmentReader.samples(fragment), runs, positions).write();
  }

  private static int firstOffsetTicks(List<TrunBox> runs) {
    for (TrunBox run : runs) {
      if (run.sampleCount() > 0) {
        return run.has(TrunBox.SAMPLE_COMPOSITION_OFFSET)
            ? (int) run.samples().getFirst().compositionOffsetTicks()
            : 0;
      }
    }
    throw new AssertionError("no samples");
  }

  /**
   * In version 1. Encoders write negative offsets in version 0 too, and there they would be read as
   * very late; the bits are the same.
   */
  private static TrunBox signed(TrunBox run) {
    return new TrunBox(
        1,
        run.flags() | TrunBox.DATA_OFFSET,
        run.sampleCount(),
        0,
        run.firstSampleFlags(),
        run.samples());
  }

  /** A fragment whose first sample is decoded before zero. */
  private record BeforeZero(List<Sample> samples, List<TrunBox> runs, List<Long> positions) {

    CmafRuns write() throws MediaException {
      int leftOutCount = leftOutCount();
      if (leftOutCount == samples.size()) {
        throw new UnsupportedMediaException(
            "moof/traf: all samples are before the clock's zero (ISO/IEC 14496-12, 8.8.12)");
      }
      List<Long> decodeTicks = decodeTicks(leftOutCount);
      List<TrunBox> newRuns = new ArrayList<>();
      List<Long> newPositions = new ArrayList<>();
      int first = 0;
      for (int r = 0; r < runs.size(); r++) {
        int end = first + (int) runs.get(r).sampleCount();
        long position = positions.get(r);
        List<TrunBox.Entry> entries = new ArrayList<>();
        for (int i = first; i < end; i++) {
          if (i < leftOutCount) {
            position += samples.get(i).data().size();
          } else {
            entries.add(entry(samples.get(i), decodeTicks, i - leftOutCount));
          }
        }
        if (!entries.isEmpty()) {
          newRuns.add(new TrunBox(1, TrunBox.ALL_OF_EACH, entries.size(), 0, 0, entries));
          newPositions.add(position);
        }
        first = end;
      }
      return new CmafRuns(decodeTicks.getFirst(), newRuns, newPositions, leftOutCount);
    }

    /** Those that are heard before zero; of pictures others may depend on any. */
    private int leftOutCount() {
      if (!samples.stream().allMatch(Sample::sync)) {
        return 0;
      }
      int count = 0;
      while (count < samples.size() && presentationTicks(samples.get(count)) < 0) {
        count++;
      }
      return count;
    }

    /** The decode times of the rest, and when the last one ends: where the next fragment begins. */
    private List<Long> decodeTicks(int leftOutCount) {
      Sample last = samples.getLast();
      long startTicks = samples.get(leftOutCount).decodeTicks();
      long endTicks = Math.addExact(last.decodeTicks(), last.durationTicks());
      List<Long> ticks = new ArrayList<>();
      for (Sample sample : samples.subList(leftOutCount, samples.size())) {
        ticks.add(sample.decodeTicks());
      }
      ticks.add(endTicks);
      if (startTicks >= 0) {
        return ticks;
      }
      long newEndTicks = Math.max(0, endTicks);
      long oldTicks = Math.max(1, Math.subtractExact(endTicks, startTicks));
      ticks.replaceAll(at -> Math.multiplyExact(at - startTicks, newEndTicks) / oldTicks);
      return ticks;
    }

    private static TrunBox.Entry entry(Sample sample, List<Long> decodeTicks, int index) {
      return new TrunBox.Entry(
          decodeTicks.get(index + 1) - decodeTicks.get(index),
          sample.data().size(),
          sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC,
          Math.toIntExact(presentationTicks(sample) - decodeTicks.get(index)));
    }

    private static long presentationTicks(Sample sample) {
      return Math.addExact(sample.decodeTicks(), sample.compositionOffsetTicks());
    }
  }
}
