package org.smoothlab.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.stream.XMLStreamException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestWriter;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * How often per second does one thread write the live manifest of an event with a DVR window of two
 * hours (three video levels and audio, 3600 fragments of 2 s each), beside the same document
 * written with the JDK's {@code XMLStreamWriter}?
 *
 * <p>Run: {@code ./smoothlab bench ManifestWrite}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class ManifestWriteBenchmark {
  static final int WINDOW_FRAGMENT_COUNT = 3_600;

  private SmoothManifest manifest = manifest();

  @Setup
  public void describeWindow() {
    manifest = manifest();
  }

  @Benchmark
  public Slice writeManifests() {
    return ManifestWriter.write(manifest);
  }

  @Benchmark
  public byte[] baselineXmlStreamWriterWriteManifests() throws XMLStreamException {
    return new StreamWriterManifest(manifest).write();
  }

  private static SmoothManifest manifest() {
    Map<StreamInfo, List<QualityLevel>> levels = new LinkedHashMap<>();
    for (TrackInfo track : new LiveEvent(4711).tracks()) {
      levels.computeIfAbsent(track.stream(), _ -> new ArrayList<>()).add(track.level());
    }
    List<FragmentTime> chunks =
        IntStream.range(0, WINDOW_FRAGMENT_COUNT).mapToObj(LiveEvent::time).toList();
    long windowTicks = WINDOW_FRAGMENT_COUNT * LiveEvent.FRAGMENT_TICKS;
    List<StreamIndex> streams =
        levels.entrySet().stream()
            .map(stream -> StreamIndex.of(stream.getKey(), stream.getValue(), chunks))
            .toList();
    return new SmoothManifest(
        new SmoothManifest.Header(
            SmoothManifest.Version.V2_0,
            Timescale.SMOOTH,
            0,
            new SmoothManifest.Live(2, windowTicks)),
        List.of(),
        List.of(),
        streams);
  }
}
