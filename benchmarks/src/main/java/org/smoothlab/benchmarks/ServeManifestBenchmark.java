package org.smoothlab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.ManifestWriter;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Reply;

/**
 * What does the live manifest of a long DVR window cost an origin: while nothing changes, and right
 * after new fragments? Two hours with three video levels, and a day with eight, beside writing the
 * same document as a whole.
 *
 * <p>One operation of the second kind takes in one fragment of each track, small ones, and answers
 * one manifest request; {@code ingestIntervals} is the first half of that alone. An archive has
 * what is published, so that a day of it fits into memory.
 *
 * <p>Run: {@code ./smoothlab bench ServeManifest}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=1g"})
public class ServeManifestBenchmark {
  private static final int PAYLOAD_BYTES = 500;
  private static final int FRAGMENT_SECONDS = 2;

  /** An event: its window and its video levels. */
  public enum Event {
    /** Two hours, three levels. */
    EVENING(7_200, 3),
    /** A day, eight levels. */
    DAY(86_400, 8);

    final int windowSeconds;
    final int levelCount;

    Event(int windowSeconds, int levelCount) {
      this.windowSeconds = windowSeconds;
      this.levelCount = levelCount;
    }
  }

  @Param({"EVENING", "DAY"})
  public Event event = Event.EVENING;

  private final Ask ask = RunningPoint.askForManifest();
  private List<FragmentTemplate> templates = List.of();
  private Optional<RunningPoint> started = Optional.empty();
  private Optional<SmoothManifest> whole = Optional.empty();
  private int nextIndex;

  @Setup
  public void fillWindow() throws MediaException {
    LiveEvent live = new LiveEvent(4711, event.levelCount);
    started = Optional.of(RunningPoint.startRecorded(live, event.windowSeconds));
    List<FragmentTemplate> made = new ArrayList<>();
    for (TrackInfo track : live.tracks()) {
      made.add(new FragmentTemplate(live.fragment(track, 0, PAYLOAD_BYTES)));
    }
    templates = List.copyOf(made);
    int fillCount = event.windowSeconds / FRAGMENT_SECONDS + RunningPoint.LOOK_AHEAD;
    for (int count = 0; count < fillCount; count++) {
      ingestIntervals();
    }
    whole = Optional.of(ManifestReader.read(Slice.concat(manifest().body())));
  }

  @Benchmark
  public Exchange serveUnchangedManifests() {
    return point().open(ask);
  }

  @Benchmark
  public Exchange ingestIntervalAndServeManifests() {
    ingestIntervals();
    return point().open(ask);
  }

  @Benchmark
  public int ingestIntervals() {
    for (FragmentTemplate template : templates) {
      point().receive(template.at(LiveEvent.time(nextIndex).startTicks()));
    }
    point().record();
    return nextIndex++;
  }

  @Benchmark
  public Slice baselineWriteWholeManifests() {
    return ManifestWriter.write(whole.orElseThrow());
  }

  /** The manifest of this moment. */
  Reply manifest() {
    return point().require200(ask);
  }

  private RunningPoint point() {
    return started.orElseThrow();
  }
}
