package org.smoothlab.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mp4parser.PropertyBoxParserImpl;
import org.mp4parser.boxes.iso14496.part12.MovieFragmentBox;
import org.mp4parser.tools.ByteBufferByteChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TrafBox;
import org.smoothlab.media.box.TrunBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How many {@code moof} boxes of a 2 s video fragment (50 samples) does one thread read per second,
 * beside org.mp4parser's isoparser on the same bytes? Both end at the sample sizes of the run.
 *
 * <p>Run: {@code ./smoothlab bench MoofRead}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class MoofReadBenchmark {
  private static final int FRAGMENT_INDEX = 1_800;

  private final PropertyBoxParserImpl isoparser = new PropertyBoxParserImpl();
  private Slice moof = Slice.EMPTY;
  private byte[] sameMoof = new byte[0];

  @Setup
  public void writeMoof() {
    LiveEvent event = new LiveEvent(4711);
    TrackInfo track = event.tracks().getFirst();
    moof = event.moof(track, FRAGMENT_INDEX, LiveEvent.payloadBytes(track)).copy();
    sameMoof = moof.toByteArray();
  }

  @Benchmark
  public long readMoofs() throws MalformedMediaException {
    return BoxList.read(moof, "")
        .find(MoofBox.class)
        .flatMap(box -> box.children().find(TrafBox.class))
        .flatMap(box -> box.children().find(TrunBox.class))
        .map(run -> run.samples().getLast().sizeBytes())
        .orElseThrow();
  }

  @Benchmark
  public long baselineIsoparserReadMoofs() throws IOException {
    ByteBufferByteChannel channel = new ByteBufferByteChannel(ByteBuffer.wrap(sameMoof));
    MovieFragmentBox box = (MovieFragmentBox) isoparser.parseBox(channel, "");
    return box.getTrackRunBoxes().getFirst().getEntries().getLast().getSampleSize();
  }
}
