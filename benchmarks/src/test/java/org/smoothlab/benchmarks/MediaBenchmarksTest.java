package org.smoothlab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;

/** One invocation of each benchmark: what is measured is what was meant. */
class MediaBenchmarksTest {
  @Test
  void splitsEveryFragmentOfTheStreamOnce() throws Exception {
    FragmentSplitBenchmark benchmark = new FragmentSplitBenchmark();
    benchmark.writeStream();
    FragmentSplitBenchmark.Traffic traffic = new FragmentSplitBenchmark.Traffic();

    List<Fragment> fragments = benchmark.splitFragments(traffic);

    assertThat(fragments).hasSize(64);
    assertThat(fragments.stream().filter(fragment -> fragment.trackNumber() == 1))
        .extracting(Fragment::time)
        .containsExactlyElementsOf(IntStream.range(0, 16).mapToObj(LiveEvent::time).toList());
    long streamBytes = fragments.stream().mapToLong(Fragment::sizeBytes).sum();
    assertThat(traffic.megabytes).isEqualTo(streamBytes / 1e6);
  }

  @Test
  void readsTheSameSampleSizeWithBothParsers() throws Exception {
    MoofReadBenchmark benchmark = new MoofReadBenchmark();
    benchmark.writeMoof();

    assertThat(benchmark.readMoofs())
        .isPositive()
        .isEqualTo(benchmark.baselineIsoparserReadMoofs());
  }

  /** The same samples as FFmpeg takes, and the bound that needs no quiet machine. */
  @Test
  void makesSegmentsOfFfmpegsFragmentsWithHardlyAnyObjects() throws Exception {
    TsTransmuxBenchmark benchmark = new TsTransmuxBenchmark();
    benchmark.pictureSize = "64x64";
    benchmark.encode();
    TsTransmuxBenchmark.Work ours = new TsTransmuxBenchmark.Work();

    benchmark.transmuxSegments(ours);
    double theirCpuSeconds = benchmark.content().transmuxByFfmpeg(2);
    long allocatedBytes = allocatedBytes(benchmark);
    benchmark.delete();

    assertThat(ours.megabytes).isEqualTo(benchmark.content().sampleBytes() / 1e6);
    assertThat(ours.cpuSeconds).isPositive();
    assertThat(theirCpuSeconds).isPositive();
    assertThat(allocatedBytes).isPositive().isLessThan((long) Comparison.TRANSMUX_BYTES_MAX);
  }

  private static long allocatedBytes(TsTransmuxBenchmark benchmark) throws MediaException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long threadId = Thread.currentThread().threadId();
    for (int i = 0; i < 200; i++) {
      benchmark.segment(i % 4).toSlice();
    }
    long beforeBytes = threads.getThreadAllocatedBytes(threadId);
    for (int i = 0; i < 200; i++) {
      benchmark.segment(i % 4).toSlice();
    }
    return (threads.getThreadAllocatedBytes(threadId) - beforeBytes) / 200;
  }

  @Test
  void writesTheSameManifestWithBothWriters() throws Exception {
    ManifestWriteBenchmark benchmark = new ManifestWriteBenchmark();
    benchmark.describeWindow();

    Slice ours = benchmark.writeManifests();
    Slice baseline =
        Slice.view(MemorySegment.ofArray(benchmark.baselineXmlStreamWriterWriteManifests()));

    assertThat(ManifestReader.read(ours)).isEqualTo(ManifestReader.read(baseline));
    assertThat(ManifestReader.read(ours).streams())
        .allSatisfy(stream -> assertThat(stream.chunks()).hasSize(3_600));
  }
}
