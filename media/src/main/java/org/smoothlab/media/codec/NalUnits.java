package org.smoothlab.media.codec;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The two ways to put NAL units behind one another: start codes (Annex B) and lengths. Units are
 * taken and given with their header byte and with emulation prevention, as views where possible.
 *
 * @see "ISO/IEC 14496-10, annex B; ISO/IEC 14496-15, 5.3.3"
 */
public final class NalUnits {
  /** {@code nal_unit_type} of a picture that can be decoded on its own. */
  public static final int IDR_SLICE = 5;

  /** {@code nal_unit_type} of a sequence parameter set. */
  public static final int SEQUENCE_PARAMETER_SET = 7;

  /** {@code nal_unit_type} of a picture parameter set. */
  public static final int PICTURE_PARAMETER_SET = 8;

  private static final int START_CODE = 1;

  private NalUnits() {}

  /** The {@code nal_unit_type} of an H.264 unit, 0..31. */
  public static int type(Slice nalUnit) {
    return nalUnit.u8(0) & 0x1F;
  }

  /**
   * Finds the units behind start codes of three or four bytes. Zeros between units belong to none;
   * empty units are left out.
   *
   * @throws MalformedMediaException if there are bytes, but no start code in front of them
   */
  public static List<Slice> splitAnnexB(Slice bytes) throws MalformedMediaException {
    List<Slice> units = new ArrayList<>();
    long unitStart = -1;
    for (long at = 0; at + 3 <= bytes.size(); ) {
      if (bytes.u24(at) != START_CODE) {
        at++;
        continue;
      }
      addUnit(units, bytes, unitStart, at);
      at += 3;
      unitStart = at;
    }
    addUnit(units, bytes, unitStart, bytes.size());
    return units;
  }

  /**
   * Finds the units behind their lengths. Empty units are left out.
   *
   * @param lengthBytes 1, 2 or 4
   * @throws MalformedMediaException if a length is larger than what is left
   */
  public static List<Slice> splitLengthPrefixed(Slice sample, int lengthBytes)
      throws MalformedMediaException {
    requireLengthBytes(lengthBytes);
    List<Slice> units = new ArrayList<>();
    for (long at = 0; at < sample.size(); ) {
      if (sample.size() - at < lengthBytes) {
        throw new MalformedMediaException(
            "sample @+" + at + ": half a NAL unit length (ISO/IEC 14496-15, 5.3.3)");
      }
      long unitBytes = length(sample, at, lengthBytes);
      at += lengthBytes;
      if (unitBytes > sample.size() - at) {
        throw new MalformedMediaException(
            "sample @+"
                + at
                + ": a NAL unit of "
                + unitBytes
                + " bytes, "
                + (sample.size() - at)
                + " are left (ISO/IEC 14496-15, 5.3.3)");
      }
      if (unitBytes > 0) {
        units.add(sample.slice(at, unitBytes));
      }
      at += unitBytes;
    }
    return units;
  }

  /** The units with a start code of four bytes in front of each. */
  public static Slice toAnnexB(List<Slice> units) {
    SliceWriter out = new SliceWriter();
    for (Slice unit : units) {
      out.u32(START_CODE).bytes(unit);
    }
    return out.toSlice();
  }

  /**
   * The units with their length in front of each.
   *
   * @param lengthBytes 1, 2 or 4; each unit's length must fit
   */
  public static Slice toLengthPrefixed(List<Slice> units, int lengthBytes) {
    requireLengthBytes(lengthBytes);
    SliceWriter out = new SliceWriter();
    for (Slice unit : units) {
      int unitBytes = Math.toIntExact(unit.size());
      switch (lengthBytes) {
        case 1 -> out.u8(unitBytes);
        case 2 -> out.u16(unitBytes);
        default -> out.u32(unitBytes);
      }
      out.bytes(unit);
    }
    return out.toSlice();
  }

  /**
   * The unit without its emulation prevention bytes: what a bit reader wants.
   *
   * @see "ISO/IEC 14496-10, 7.4.1"
   */
  public static Slice withoutEmulationPrevention(Slice unit) {
    byte[] bytes = unit.toByteArray();
    int size = 0;
    int zeroCount = 0;
    for (byte next : bytes) {
      if (zeroCount >= 2 && next == 3) {
        zeroCount = 0;
        continue;
      }
      zeroCount = next == 0 ? zeroCount + 1 : 0;
      bytes[size++] = next;
    }
    return Slice.copyOf(bytes).slice(0, size);
  }

  private static void addUnit(List<Slice> units, Slice bytes, long start, long limit)
      throws MalformedMediaException {
    long end = limit;
    while (end > Math.max(start, 0) && bytes.u8(end - 1) == 0) {
      end--; // The first zero of a start code of four bytes, and trailing zeros.
    }
    if (start < 0 && end > 0) {
      throw new MalformedMediaException(
          "expected a start code, got " + bytes + " (ISO/IEC 14496-10, annex B)");
    }
    if (start >= 0 && end > start) {
      units.add(bytes.slice(start, end - start));
    }
  }

  private static long length(Slice sample, long at, int lengthBytes) {
    return switch (lengthBytes) {
      case 1 -> sample.u8(at);
      case 2 -> sample.u16(at);
      default -> sample.u32(at);
    };
  }

  private static void requireLengthBytes(int lengthBytes) {
    if (lengthBytes != 1 && lengthBytes != 2 && lengthBytes != 4) {
      throw new IllegalArgumentException("lengthBytes must be 1, 2 or 4: " + lengthBytes);
    }
  }
}
