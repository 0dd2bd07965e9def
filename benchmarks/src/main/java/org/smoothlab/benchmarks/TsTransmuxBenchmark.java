package org.smoothlab.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.TsSegment;
import org.smoothlab.media.transmux.TsSpan;

/**
 * How many transport stream segments of 6 s does one core make of Smooth fragments, beside FFmpeg's
 * {@code -c copy -f mpegts} on the same fragments?
 *
 * <p>The fragments are FFmpeg's own: 24 s of 1280x720 H.264 with B-frames at 3 Mb/s and stereo AAC,
 * in fragments of 2 s. An operation is a segment. FFmpeg reads them from a file, which the page
 * cache has, a hundred times in one process ({@code -stream_loop}), and writes to the null device.
 *
 * <p>Per core means per second of processor time, which another program on the machine does not
 * change much: of the calling thread for ours; for FFmpeg what its own {@code -benchmark} counts,
 * from behind its start and probing to the end. Bytes are those of the samples.
 *
 * <p>Run: {@code ./smoothlab bench TsTransmux}; needs {@code ffmpeg}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=512m"})
public class TsTransmuxBenchmark {
  private static final int SEGMENT_COUNT = 4;
  private static final int LOOP_COUNT = 100;
  private static final long SEGMENT_TICKS = 60_000_000;
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SCRATCH_BYTES = 8 << 20;

  String pictureSize = "1280x720";
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<List<List<Fragment>>> fragments = new ArrayList<>();
  private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES);

  @SuppressWarnings("NullAway.Init") // made by JMH before all else
  private TsContent content;

  /** What was done, and what it took; {@link Measured} divides. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Work {
    public double megabytes;
    public double cpuSeconds;
  }

  @Setup
  public void encode() throws IOException, MediaException {
    Path folder = Files.createTempDirectory("ts-transmux");
    content = TsContent.encode(folder, pictureSize);
    for (int index = 0; index < SEGMENT_COUNT; index++) {
      TsSpan span = span(index);
      fragments.add(content.within(span.startTicks(), span.endTicks()));
    }
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(content.file());
    Files.delete(content.file().getParent());
  }

  /** Into new memory for each, as a cache keeps them. */
  @Benchmark
  @OperationsPerInvocation(SEGMENT_COUNT)
  public Slice transmuxSegments(Work work) throws MediaException {
    long beforeNanos = threads.getCurrentThreadCpuTime();
    Slice last = Slice.EMPTY;
    for (int index = 0; index < SEGMENT_COUNT; index++) {
      last = segment(index).toSlice();
    }
    count(work, beforeNanos);
    return last;
  }

  /** Into memory that is used again. */
  @Benchmark
  @OperationsPerInvocation(SEGMENT_COUNT)
  public MemorySegment transmuxSegmentsToUsedMemory(Work work) throws MediaException {
    long beforeNanos = threads.getCurrentThreadCpuTime();
    for (int index = 0; index < SEGMENT_COUNT; index++) {
      segment(index).writeTo(scratch);
    }
    count(work, beforeNanos);
    return scratch;
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENT_COUNT * LOOP_COUNT)
  public void baselineFfmpegCopySegments(Work work) throws IOException {
    work.cpuSeconds += content.transmuxByFfmpeg(LOOP_COUNT);
    work.megabytes += LOOP_COUNT * content.sampleBytes() / BYTES_PER_MEGABYTE;
  }

  TsContent content() {
    return content;
  }

  TsSegment segment(int index) throws MediaException {
    return content.program().segment(fragments.get(index), span(index));
  }

  /** The first one has the sound from before zero too. */
  private static TsSpan span(int index) {
    long startTicks = index == 0 ? -SEGMENT_TICKS : index * SEGMENT_TICKS;
    return new TsSpan(startTicks, (index + 1) * SEGMENT_TICKS, Timescale.SMOOTH);
  }

  private void count(Work work, long beforeNanos) {
    work.cpuSeconds += (threads.getCurrentThreadCpuTime() - beforeNanos) / NANOS_PER_SECOND;
    work.megabytes += content.sampleBytes() / BYTES_PER_MEGABYTE;
  }
}
