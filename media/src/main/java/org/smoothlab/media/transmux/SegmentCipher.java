package org.smoothlab.media.transmux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * Encrypts whole segments as HLS's {@code AES-128} says: chained blocks, filled up as in PKCS #7,
 * so that 1 to 16 bytes are added. Immutable.
 *
 * @see "RFC 8216, 4.3.2.4 and 5.2; NIST SP 800-38A, 6.2; RFC 5652, 6.3"
 */
public final class SegmentCipher {
  /** Size of a key, of an initialization vector and of a block. */
  public static final int BLOCK_BYTES = 16;

  private static final int CHECK_BYTES = 3;

  private final SecretKeySpec key;

  /**
   * @param key of 16 bytes, as a key file has it
   */
  public SegmentCipher(Slice key) {
    this.key = new SecretKeySpec(requireBlock(key), "AES");
  }

  /** The vector of a segment whose playlist tells none: its number, the highest byte first. */
  public static Slice initializationVector(long mediaSequenceNumber) {
    return new SliceWriter().i64(0).i64(mediaSequenceNumber).toSlice();
  }

  /**
   * The encrypted segment in new memory outside the heap.
   *
   * @param segment its parts behind one another
   * @param initializationVector of 16 bytes; a playlist never has two segments of one
   */
  public Slice encrypt(List<Slice> segment, Slice initializationVector) {
    long bytes = segment.stream().mapToLong(Slice::size).sum();
    MemorySegment memory = Arena.ofAuto().allocate(encryptedBytes(bytes));
    ByteBuffer out = memory.asByteBuffer();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding"); // what Java calls PKCS #7
      byte[] vector = requireBlock(initializationVector);
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(vector));
      for (Slice part : segment) {
        cipher.update(part.asByteBuffer(), out);
      }
      cipher.doFinal(Slice.EMPTY.asByteBuffer(), out);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has it: javax.crypto.Cipher", e);
    }
    return Slice.view(memory);
  }

  /** The size of a segment when it is encrypted. */
  public static long encryptedBytes(long segmentBytes) {
    return (segmentBytes / BLOCK_BYTES + 1) * BLOCK_BYTES;
  }

  /**
   * Tells keys apart without telling them: the first 3 bytes of an encrypted block of zeros.
   *
   * @see "ANSI X9.24-1, Annex A, key check value"
   */
  public Slice checkValue() {
    Slice zeros = Slice.copyOf(new byte[BLOCK_BYTES]);
    return encrypt(List.of(zeros), zeros).slice(0, CHECK_BYTES);
  }

  private static byte[] requireBlock(Slice bytes) {
    if (bytes.size() != BLOCK_BYTES) {
      throw new IllegalArgumentException(bytes.size() + " bytes, expected " + BLOCK_BYTES);
    }
    return bytes.toByteArray();
  }
}
