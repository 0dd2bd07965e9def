package org.smoothlab.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How many fragments per second does one thread take out of an ingest stream that arrives in pieces
 * of 8 to 32 KiB, and what does that cost beside copying the same bytes once?
 *
 * <p>An operation is a fragment; {@code megabytes} counts the stream's bytes. The event is that of
 * {@link LiveEvent}: on average 224 KB a fragment. Two baselines: the copy into memory that is used
 * again and again, which is the least that any splitter can do, and the copy into new memory for
 * each fragment, which is the least that one can do whose fragments live on.
 *
 * <p>Run: {@code ./smoothlab bench FragmentSplit}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(jvmArgsAppend = {"-Xmx1g", "-XX:MaxDirectMemorySize=512m"})
public class FragmentSplitBenchmark {
  private static final int INTERVAL_COUNT = 16;
  private static final int TRACK_COUNT = 4;
  private static final int FRAGMENT_COUNT = INTERVAL_COUNT * TRACK_COUNT;
  private static final int PIECE_BYTES_MIN = 8 << 10;
  private static final int PIECE_BYTES_MAX = 32 << 10;
  private static final double BYTES_PER_MEGABYTE = 1e6;

  private List<Slice> pieces = List.of();
  private List<Slice> wholes = List.of();
  private MemorySegment scratch = MemorySegment.NULL;
  private double streamMegabytes;

  /** Counts what a second gets through beside operations. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Traffic {
    public double megabytes;
  }

  @Setup
  public void writeStream() {
    LiveEvent event = new LiveEvent(4711);
    List<Slice> fragments = new ArrayList<>();
    for (int index = 0; index < INTERVAL_COUNT; index++) {
      for (TrackInfo track : event.tracks()) {
        fragments.add(event.fragment(track, index, LiveEvent.payloadBytes(track)));
      }
    }
    wholes = List.copyOf(fragments);
    Slice stream = Slice.concat(fragments);
    pieces = cut(stream);
    scratch = Arena.ofAuto().allocate(PIECE_BYTES_MAX);
    streamMegabytes = stream.size() / BYTES_PER_MEGABYTE;
  }

  /** Returns all the fragments of the stream. */
  @Benchmark
  @OperationsPerInvocation(FRAGMENT_COUNT)
  public List<Fragment> splitFragments(Traffic traffic) throws MediaException {
    BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);
    List<Fragment> fragments = new ArrayList<>(FRAGMENT_COUNT);
    Slice moof = Slice.EMPTY;
    for (Slice piece : pieces) {
      for (TopLevelBox box : splitter.feed(piece)) {
        if (box.type().equals(MoofBox.TYPE)) {
          moof = box.bytes();
        } else {
          fragments.addAll(FragmentReader.read(moof, box.bytes()));
        }
      }
    }
    traffic.megabytes += streamMegabytes;
    return fragments;
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENT_COUNT)
  public MemorySegment baselineCopyFragments(Traffic traffic) {
    for (Slice piece : pieces) {
      MemorySegment.copy(piece.memory(), 0, scratch, 0, piece.size());
    }
    traffic.megabytes += streamMegabytes;
    return scratch;
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENT_COUNT)
  public void baselineCopyFragmentsToNewMemory(Traffic traffic, Blackhole sink) {
    for (Slice whole : wholes) {
      sink.consume(whole.copy());
    }
    traffic.megabytes += streamMegabytes;
  }

  private static List<Slice> cut(Slice stream) {
    SplittableRandom random = new SplittableRandom(42);
    List<Slice> pieces = new ArrayList<>();
    for (long at = 0; at < stream.size(); at += pieces.getLast().size()) {
      long pieceBytes = random.nextInt(PIECE_BYTES_MIN, PIECE_BYTES_MAX + 1);
      pieces.add(stream.slice(at, Math.min(pieceBytes, stream.size() - at)));
    }
    return pieces;
  }
}
