package org.smoothlab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.server.protocol.Reply;

/** What the serving benchmarks measure, and the bounds that need no quiet machine to be checked. */
class ServingTest {
  private static final int VIDEO_FRAGMENT_COUNT = 12;

  @Test
  void servesFragmentsOfExactlyTheSizeThatIsMeasured() {
    ServeFragmentBenchmark benchmark = benchmark(150_000);

    List<Reply> answers = benchmark.answers("Fragments");

    assertThat(answers).hasSize(VIDEO_FRAGMENT_COUNT);
    assertThat(answers).extracting(Reply::bodyBytes).containsOnly(150_000L);
    assertThat(benchmark.serveFragments()).isInstanceOf(Reply.class);
    assertThat(benchmark.serveFragmentInfos()).isInstanceOf(Reply.class);
  }

  @Test
  void handsTheSameMemoryToEveryViewer() {
    ServeFragmentBenchmark benchmark = benchmark(150_000);

    List<Long> first = addresses(benchmark.answers("Fragments"));

    assertThat(first).doesNotHaveDuplicates().doesNotContain(0L);
    assertThat(addresses(benchmark.answers("Fragments"))).isEqualTo(first);
    assertThat(addresses(benchmark.answers("RawFragments"))).isEqualTo(first);
  }

  /** Heap only; the test above shows that nothing is copied outside it. */
  @ParameterizedTest
  @ValueSource(ints = {1_024, 150_000, 4_194_304})
  void allocatesLessThanTwoKilobytesForAFragmentOfAnySize(int fragmentBytes) {
    ServeFragmentBenchmark benchmark = benchmark(fragmentBytes);
    int warmUpCount = 2_000;
    int count = 2_000;
    serve(benchmark, warmUpCount);

    long beforeBytes = allocatedBytes();
    long goodCount = serve(benchmark, count);
    long perAnswerBytes = (allocatedBytes() - beforeBytes) / count;

    assertThat(goodCount).isEqualTo(count);
    assertThat(perAnswerBytes).isPositive().isLessThan((long) Comparison.SERVE_BYTES_MAX);
  }

  @Test
  void keepsTheManifestAtTheWindowWhileFragmentsComeIn() throws Exception {
    ServeManifestBenchmark benchmark = new ServeManifestBenchmark();
    benchmark.fillWindow();
    FragmentTime before = lastChunk(benchmark.manifest());

    benchmark.ingestIntervalAndServeManifests();

    assertThat(lastChunk(benchmark.manifest()).startTicks()).isEqualTo(before.endTicks());
    assertThat(ManifestReader.read(Slice.concat(benchmark.manifest().body())).streams())
        .hasSize(2)
        .allSatisfy(stream -> assertThat(stream.chunks()).hasSize(3_600));
    assertThat(((Reply) benchmark.serveUnchangedManifests()).body())
        .isSameAs(benchmark.manifest().body());
  }

  private static ServeFragmentBenchmark benchmark(int fragmentBytes) {
    ServeFragmentBenchmark benchmark = new ServeFragmentBenchmark();
    benchmark.fragmentBytes = fragmentBytes;
    benchmark.publish();
    return benchmark;
  }

  private static long serve(ServeFragmentBenchmark benchmark, int count) {
    long goodCount = 0;
    for (int i = 0; i < count; i++) {
      goodCount +=
          benchmark.serveFragments() instanceof Reply reply && reply.status() == 200 ? 1 : 0;
    }
    return goodCount;
  }

  /** Where the sample bytes of each answer lie. */
  private static List<Long> addresses(List<Reply> answers) {
    return answers.stream().map(answer -> address(answer.body().getLast())).toList();
  }

  private static long address(Slice slice) {
    return slice.memory().address();
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  private static FragmentTime lastChunk(Reply manifest) throws Exception {
    StreamIndex stream = ManifestReader.read(Slice.concat(manifest.body())).streams().getFirst();
    return stream.chunks().getLast();
  }
}
