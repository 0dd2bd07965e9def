package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Reads a body of CMAF as it comes, and notes when each chunk of it began to arrive. */
final class ChunkReader {
  private static final int READ_BYTES = 64 << 10;

  private final Timescale clock;
  private final LongSupplier nanoClock;
  private final BoxSplitter splitter = new BoxSplitter(BoxLimits.LIVE);
  private final List<Arrival> arrivals = new ArrayList<>();
  private Optional<TopLevelBox> moof = Optional.empty();
  private long chunkNanos;
  private long fedBytes;
  private long chunksBytes;

  /**
   * @param clock of the track
   */
  ChunkReader(Timescale clock, LongSupplier nanoClock) {
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /**
   * Reads a body to its end.
   *
   * @throws IOException if it breaks off, or is not CMAF
   */
  List<Arrival> read(InputStream body) throws IOException {
    byte[] buffer = new byte[READ_BYTES];
    int count = body.read(buffer);
    while (count >= 0) {
      if (count > 0) {
        take(Slice.copyOf(Arrays.copyOf(buffer, count)), nanoClock.getAsLong());
      }
      count = body.read(buffer);
    }
    if (fedBytes > chunksBytes) {
      throw new IOException("the body ends in the middle of a chunk");
    }
    return List.copyOf(arrivals);
  }

  private void take(Slice piece, long nowNanos) throws IOException {
    if (fedBytes == chunksBytes) {
      chunkNanos = nowNanos;
    }
    fedBytes += piece.size();
    try {
      for (TopLevelBox box : splitter.feed(piece)) {
        take(box, nowNanos);
      }
    } catch (MediaException wrong) {
      throw new IOException("not CMAF", wrong);
    }
  }

  // What follows in the same read has begun to arrive with it.
  private void take(TopLevelBox box, long nowNanos) throws MediaException {
    if (box.type().equals(MoofBox.TYPE)) {
      moof = Optional.of(box);
    } else if (box.type().equals(MdatBox.TYPE) && moof.isPresent()) {
      Fragment chunk = FragmentReader.read(moof.get().bytes(), box.bytes()).getFirst();
      arrivals.add(
          new Arrival(
              Timescale.NANOS.rescaleFloor(chunk.time().startTicks(), clock),
              Timescale.NANOS.rescaleFloor(chunk.time().durationTicks(), clock),
              chunkNanos));
      moof = Optional.empty();
      chunksBytes = box.offset() + box.bytes().size();
      chunkNanos = nowNanos;
    }
  }
}
