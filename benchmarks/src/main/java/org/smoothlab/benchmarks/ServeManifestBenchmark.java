package org.smoothlab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Reply;

/**
 * What does the live manifest of a two-hour DVR window (three video levels and audio) cost an
 * origin: while nothing changes, and right after new fragments, when it must be written anew?
 *
 * <p>One operation of the second kind takes in one fragment of each track, small ones, and answers
 * one manifest request; {@code ingestIntervals} is the first half of that alone.
 *
 * <p>Run: {@code ./smoothlab bench ServeManifest}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=1g"})
public class ServeManifestBenchmark {
  static final int WINDOW_SECONDS = 7_200;
  private static final int PAYLOAD_BYTES = 500;
  private static final int FRAGMENT_SECONDS = 2;

  private final LiveEvent event = new LiveEvent(4711);
  private final RunningPoint point = RunningPoint.start(event, WINDOW_SECONDS);
  private final Ask ask = RunningPoint.askForManifest();
  private List<FragmentTemplate> templates = List.of();
  private int nextIndex;

  @Setup
  public void fillWindow() {
    List<FragmentTemplate> made = new ArrayList<>();
    for (TrackInfo track : event.tracks()) {
      made.add(new FragmentTemplate(event.fragment(track, 0, PAYLOAD_BYTES)));
    }
    templates = List.copyOf(made);
    int fillCount = WINDOW_SECONDS / FRAGMENT_SECONDS + RunningPoint.LOOK_AHEAD;
    for (int count = 0; count < fillCount; count++) {
      ingestIntervals();
    }
    point.require200(ask);
  }

  @Benchmark
  public Exchange serveUnchangedManifests() {
    return point.open(ask);
  }

  @Benchmark
  public Exchange ingestIntervalAndServeManifests() {
    ingestIntervals();
    return point.open(ask);
  }

  @Benchmark
  public int ingestIntervals() {
    for (FragmentTemplate template : templates) {
      point.receive(template.at(LiveEvent.time(nextIndex).startTicks()));
    }
    return nextIndex++;
  }

  /** The manifest of this moment. */
  Reply manifest() {
    return point.require200(ask);
  }
}
