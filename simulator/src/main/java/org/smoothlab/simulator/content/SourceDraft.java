package org.smoothlab.simulator.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Sample;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MfhdBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.SampleFlags;
import org.smoothlab.media.box.TfdtBox;
import org.smoothlab.media.box.TfhdBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.Slice;

/** A fragmented file while it is written, at most {@link Presentation#SOURCE_BYTES_MAX} of it. */
final class SourceDraft implements FragmentCutter.Sink, AutoCloseable {
  private static final int BOX_HEADER_BYTES = 8;

  private final Path path;
  private final FileChannel file;
  private final Map<Integer, Written> written = new HashMap<>();
  private List<TopLevelBox> header = List.of();
  private long sequenceNumber;
  private long sizeBytes;

  /**
   * What there is of one track.
   *
   * @param payloadBytes of all samples
   * @param durationTicks of them together, on the track's clock
   */
  record Written(long payloadBytes, long durationTicks) {
    static final Written NOTHING = new Written(0, 0);

    long bitrateBps(long ticksPerSecond) {
      return durationTicks == 0 ? 0 : payloadBytes * 8 * ticksPerSecond / durationTicks;
    }
  }

  SourceDraft(Path path) throws IOException {
    this.path = path;
    file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** What came before all fragments. */
  List<TopLevelBox> header() {
    return header;
  }

  Written written(int trackNumber) {
    return written.getOrDefault(trackNumber, Written.NOTHING);
  }

  @Override
  public void header(List<TopLevelBox> boxes) throws IOException {
    header = List.copyOf(boxes);
    for (TopLevelBox box : boxes) {
      append(box.bytes());
    }
  }

  @Override
  public void fragment(int trackNumber, List<Sample> samples) throws IOException {
    long payloadBytes = samples.stream().mapToLong(sample -> sample.data().size()).sum();
    sequenceNumber++;
    // The first pass only finds out how long the moof is: its samples begin behind it.
    int moofBytes = moof(trackNumber, samples, 0).sizeBytes();
    BoxWriter head = moof(trackNumber, samples, moofBytes + BOX_HEADER_BYTES);
    head.u32(payloadBytes + BOX_HEADER_BYTES).i32(MdatBox.TYPE.fourCc());
    append(head.toSlice());
    for (Sample sample : samples) {
      append(sample.data());
    }
    Written before = written(trackNumber);
    written.put(
        trackNumber,
        new Written(
            before.payloadBytes + payloadBytes,
            before.durationTicks + FragmentCutter.timeOf(samples).durationTicks()));
  }

  /** Waits until all of it is on the disk. */
  void finish() throws IOException {
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private BoxWriter moof(int trackNumber, List<Sample> samples, int dataOffset) {
    int flags = TfhdBox.DEFAULT_BASE_IS_MOOF;
    return new BoxWriter()
        .box(
            MoofBox.TYPE,
            moof -> {
              new MfhdBox(sequenceNumber).write(moof);
              moof.box(
                  TrafBox.TYPE,
                  traf -> {
                    new TfhdBox(flags, trackNumber, 0, 0, 0, 0, 0).write(traf);
                    new TfdtBox(samples.getFirst().decodeTicks()).write(traf);
                    run(samples, dataOffset).write(traf);
                  });
            });
  }

  private static TrunBox run(List<Sample> samples, int dataOffset) {
    int flags =
        TrunBox.DATA_OFFSET
            | TrunBox.SAMPLE_DURATION
            | TrunBox.SAMPLE_SIZE
            | TrunBox.SAMPLE_FLAGS
            | TrunBox.SAMPLE_COMPOSITION_OFFSET;
    List<TrunBox.Entry> entries = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      entries.add(
          new TrunBox.Entry(
              sample.durationTicks(),
              sample.data().size(),
              sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC,
              sample.compositionOffsetTicks()));
    }
    return new TrunBox(1, flags, samples.size(), dataOffset, 0, entries);
  }

  private void append(Slice bytes) throws IOException {
    sizeBytes += bytes.size();
    if (sizeBytes > Presentation.SOURCE_BYTES_MAX) {
      throw new UnreadableSourceException(
          "what is made of it is more than "
              + (Presentation.SOURCE_BYTES_MAX >> 20)
              + " MiB, which is what is kept in memory; --take 10m takes its beginning only");
    }
    ByteBuffer buffer = bytes.asByteBuffer();
    try {
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException full) {
      throw new IOException("content cache, " + path + ": " + full.getMessage(), full);
    }
  }
}
