package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * How one sample is encrypted.
 *
 * @param initializationVector empty when one serves all samples of the track
 * @param parts clear and encrypted bytes in turn; none when all is encrypted
 * @see "ISO/IEC 23001-7, 7.2 Sample Encryption box"
 */
public record EncryptedSample(Slice initializationVector, List<Part> parts) {
  private static final int HAS_PARTS = 2;
  private static final String CLAUSE = "ISO/IEC 23001-7, 7.2";

  /**
   * Bytes of a sample.
   *
   * @param clearBytes in 0..65535, as they are
   * @param encryptedBytes in 0..2^32-1, behind them
   */
  public record Part(int clearBytes, long encryptedBytes) {}

  public EncryptedSample {
    parts = List.copyOf(parts);
  }

  static List<EncryptedSample> readAll(BoxReader in, int flags, long sampleCount, int ivBytes)
      throws MalformedMediaException {
    boolean hasParts = (flags & HAS_PARTS) != 0;
    int bytesAtLeast = ivBytes + (hasParts ? 2 : 0);
    if (bytesAtLeast == 0) {
      return List.of();
    }
    return in.entries(
        sampleCount,
        bytesAtLeast,
        CLAUSE,
        () -> new EncryptedSample(in.bytes(ivBytes), hasParts ? readParts(in) : List.of()));
  }

  private static List<Part> readParts(BoxReader in) throws MalformedMediaException {
    return in.entries(in.u16(), 6, CLAUSE, () -> new Part(in.u16(), in.u32()));
  }
}
