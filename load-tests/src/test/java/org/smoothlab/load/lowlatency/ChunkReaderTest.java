package org.smoothlab.load.lowlatency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Timescale;

class ChunkReaderTest {
  private static final long MS = 1_000_000;
  private static final byte[] TWO = two();

  private final AtomicLong now = new AtomicLong();

  private static byte[] two() {
    byte[] first = Cmaf.chunk(20_000_000);
    byte[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(Cmaf.chunk(22_000_000), 0, both, first.length, first.length);
    return both;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 53, 106, 107, 211, 212})
  void notesWhenTheFirstByteOfEachChunkCame(int pieceBytes) throws Exception {
    // The clock tells the number of the read.
    long second = pieceBytes >= 212 ? 1 : 106 / pieceBytes + 1;

    assertThat(reader().read(inPieces(TWO, pieceBytes)))
        .containsExactly(
            new Arrival(2000 * MS, 200 * MS, 1), new Arrival(2200 * MS, 200 * MS, second));
  }

  @Test
  void refusesABodyThatBreaksOff() {
    assertThatThrownBy(() -> reader().read(new ByteArrayInputStream(TWO, 0, 150)))
        .isInstanceOf(IOException.class)
        .hasMessage("the body ends in the middle of a chunk");
  }

  @Test
  void readsTheClockOfATrack() throws Exception {
    assertThat(TrackClock.of(Cmaf.INITIALIZATION)).isEqualTo(Timescale.SMOOTH);
    assertThatThrownBy(() -> TrackClock.of(new byte[0]))
        .hasMessage("an initialization section without a clock");
  }

  private ChunkReader reader() {
    return new ChunkReader(Timescale.SMOOTH, now::get);
  }

  private InputStream inPieces(byte[] bytes, int pieceBytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        now.incrementAndGet();
        return super.read(buffer, offset, Math.min(length, pieceBytes));
      }

      @Override
      public int read(byte[] buffer) {
        return read(buffer, 0, buffer.length);
      }
    };
  }
}
