package org.smoothlab.media.transmux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.Co64Box;
import org.smoothlab.media.box.CttsBox;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StscBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.StssBox;
import org.smoothlab.media.box.StszBox;
import org.smoothlab.media.box.SttsBox;
import org.smoothlab.media.bytes.MediaException;

/**
 * All samples of one track of a {@link MovieFile}, fragment after fragment: each fragment becomes a
 * chunk. Takes 8 bytes for each sample and what repeats only once. One thread's.
 *
 * @see "ISO/IEC 14496-12, 8.6 and 8.7"
 */
public final class SampleTable {
  private final TrackInfo track;
  private final List<FragmentTime> chunks = new ArrayList<>();
  private final List<Long> chunkBytes = new ArrayList<>();
  private final List<StscBox.Entry> samplesPerChunk = new ArrayList<>();
  private final List<SttsBox.Entry> durations = new ArrayList<>();
  private final List<CttsBox.Entry> offsets = new ArrayList<>();
  private final List<Long> syncSamples = new ArrayList<>();
  private long[] sizesBytes = new long[256];
  private int sampleCount;
  private long endTicks;

  /** An empty table. */
  public SampleTable(TrackInfo track) {
    this.track = track;
  }

  /** The track as it was announced. */
  public TrackInfo track() {
    return track;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return sampleCount == 0;
  }

  /** How many samples there are. */
  public int sampleCount() {
    return sampleCount;
  }

  /** When the first sample is decoded, on the track's clock; only if there is one. */
  public long startTicks() {
    return chunks.getFirst().startTicks();
  }

  /** When the last sample ends, on the track's clock. */
  public long endTicks() {
    return endTicks;
  }

  /**
   * Adds the samples of a fragment that starts behind all others. In a hole before it the last
   * sample goes on; where it overlaps, the last sample ends earlier: times stay true.
   *
   * @throws MediaException if its samples cannot be read
   * @throws IllegalArgumentException if it starts before the last sample
   */
  public void add(Fragment fragment) throws MediaException {
    List<Sample> samples = FragmentReader.samples(fragment);
    long startTicks = fragment.time().startTicks();
    if (!isEmpty()) {
      moveEnd(startTicks);
    }
    long bytes = 0;
    for (Sample sample : samples) {
      add(sample);
      bytes += sample.data().size();
    }
    chunks.add(fragment.time());
    chunkBytes.add(bytes);
    if (samplesPerChunk.isEmpty()
        || samplesPerChunk.getLast().samplesPerChunk() != samples.size()) {
      samplesPerChunk.add(new StscBox.Entry(chunks.size(), samples.size(), 1));
    }
    endTicks =
        startTicks + samples.stream().mapToLong(Sample::durationTicks).reduce(0, Math::addExact);
  }

  private void moveEnd(long nextStartTicks) {
    SttsBox.Entry last = durations.removeLast();
    long durationTicks = last.durationTicks() + nextStartTicks - endTicks;
    if (durationTicks < 0) {
      throw new IllegalArgumentException(
          "%s: a fragment at %d ticks, before the last sample at %d"
              .formatted(track.id(), nextStartTicks, endTicks - last.durationTicks()));
    }
    if (last.sampleCount() > 1) {
      durations.add(new SttsBox.Entry(last.sampleCount() - 1, last.durationTicks()));
    }
    addDuration(durationTicks);
  }

  private void add(Sample sample) {
    if (sampleCount == sizesBytes.length) {
      sizesBytes = Arrays.copyOf(sizesBytes, 2 * sampleCount);
    }
    sizesBytes[sampleCount++] = sample.data().size();
    addDuration(sample.durationTicks());
    addOffset(sample.compositionOffsetTicks());
    if (sample.sync()) {
      syncSamples.add((long) sampleCount);
    }
  }

  private void addDuration(long durationTicks) {
    boolean same = !durations.isEmpty() && durations.getLast().durationTicks() == durationTicks;
    long count = same ? durations.removeLast().sampleCount() + 1 : 1;
    durations.add(new SttsBox.Entry(count, durationTicks));
  }

  private void addOffset(long offsetTicks) {
    boolean same = !offsets.isEmpty() && offsets.getLast().offsetTicks() == offsetTicks;
    long count = same ? offsets.removeLast().sampleCount() + 1 : 1;
    offsets.add(new CttsBox.Entry(count, offsetTicks));
  }

  /** When each chunk starts. */
  List<FragmentTime> chunks() {
    return chunks;
  }

  /** The sample bytes of a chunk. */
  long chunkBytes(int chunk) {
    return chunkBytes.get(chunk);
  }

  /**
   * As a box.
   *
   * @param description of the samples
   * @param chunkOffsets where each chunk begins in the file
   */
  StblBox box(StsdBox description, List<Long> chunkOffsets) {
    List<Box> boxes = new ArrayList<>();
    boxes.add(description);
    boxes.add(new SttsBox(durations));
    if (offsets.stream().anyMatch(entry -> entry.offsetTicks() != 0)) {
      boolean signed = offsets.stream().anyMatch(entry -> entry.offsetTicks() < 0);
      boxes.add(new CttsBox(signed ? 1 : 0, offsets));
    }
    if (syncSamples.size() < sampleCount) {
      boxes.add(new StssBox(syncSamples));
    }
    boxes.add(new StscBox(samplesPerChunk));
    List<Long> sizes = Arrays.stream(sizesBytes, 0, sampleCount).boxed().toList();
    boxes.add(new StszBox(0, sampleCount, sizes));
    boxes.add(new Co64Box(chunkOffsets));
    return new StblBox(new BoxList(boxes));
  }
}
