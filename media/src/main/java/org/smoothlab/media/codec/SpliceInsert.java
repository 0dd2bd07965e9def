package org.smoothlab.media.codec;

import java.util.Optional;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.BitReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;
import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * The message that a break begins, or ends: what tells an ad server where its spots may go.
 *
 * <pre>
 * [u8 FC][u16 flags and length][u8 0][u40 pts_adjustment][u8][u24 tier and length][u8 5]
 *   [u32 event][u8][u8 flags][u40 splice_time][u40 break_duration][u16][u8][u8]
 * [u16 descriptors length] … [u32 CRC-32]
 * </pre>
 *
 * @param eventId in 0..2^32-1
 * @param outOfNetwork whether a break begins here; it ends if not
 * @param splicePts when, on a clock of 90 kHz, in 0..2^33-1; empty for at once
 * @param breakTicks how long the break is, 90 kHz, in 0..2^33-1; empty when not told
 * @see "ANSI/SCTE 35, 9.6 and 9.7.3"
 */
public record SpliceInsert(
    long eventId, boolean outOfNetwork, Optional<Long> splicePts, Optional<Long> breakTicks) {
  /** Of all its times. */
  public static final Timescale CLOCK = new Timescale(90_000);

  private static final int TABLE_ID = 0xFC;
  private static final int SPLICE_INSERT = 0x05;
  private static final long PTS_END = 1L << 33;
  private static final int CRC_BYTES = 4;
  private static final int HEAD_BYTES = 3;
  private static final int FIXED_BYTES = 11;

  public SpliceInsert {
    requireBelow(1L << 32, eventId);
    splicePts.ifPresent(pts -> requireBelow(PTS_END, pts));
    breakTicks.ifPresent(ticks -> requireBelow(PTS_END, ticks));
  }

  /**
   * Reads a {@code splice_info_section}.
   *
   * @throws MalformedMediaException if it is cut off or its CRC-32 is wrong
   * @throws UnsupportedMediaException if it is encrypted, cancels an event, splices components, or
   *     has another command
   */
  public static SpliceInsert read(Slice section) throws MediaException {
    BitReader in = new BitReader(section, "splice_info_section");
    if (in.bits(8) != TABLE_ID) {
      throw new MalformedMediaException("splice_info_section: table_id is not 0xFC (9.6)");
    }
    in.skip(4); // section_syntax_indicator, private_indicator, sap_type
    long sectionBytes = HEAD_BYTES + in.bits(12);
    if (sectionBytes > section.size() || sectionBytes < HEAD_BYTES + FIXED_BYTES + CRC_BYTES) {
      throw new MalformedMediaException(
          "splice_info_section: says " + sectionBytes + " bytes, has " + section.size());
    }
    if (crc32(section.slice(0, sectionBytes)) != 0) {
      throw new MalformedMediaException("splice_info_section: wrong CRC-32 (9.6.1)");
    }
    in.skip(8); // protocol_version
    boolean encrypted = in.flag();
    in.skip(6);
    long adjustmentTicks = pts(in);
    in.skip(8 + 12 + 12); // cw_index, tier, splice_command_length
    if (encrypted || in.bits(8) != SPLICE_INSERT) {
      throw new UnsupportedMediaException("splice_info_section: no clear splice_insert (9.7)");
    }
    return readInsert(in, adjustmentTicks);
  }

  private static SpliceInsert readInsert(BitReader in, long adjustmentTicks) throws MediaException {
    long eventId = in.bits(32);
    boolean cancelled = in.flag();
    in.skip(7);
    boolean outOfNetwork = !cancelled && in.flag();
    if (cancelled || !in.flag()) {
      throw new UnsupportedMediaException("splice_insert: cancelled, or of components (9.7.3)");
    }
    boolean hasDuration = in.flag();
    boolean immediate = in.flag();
    in.skip(4);
    Optional<Long> splicePts = Optional.empty();
    if (!immediate) {
      if (in.flag()) {
        in.skip(6);
        splicePts = Optional.of((pts(in) + adjustmentTicks) % PTS_END);
      } else {
        in.skip(7);
      }
    }
    Optional<Long> breakTicks = Optional.empty();
    if (hasDuration) {
      in.skip(7); // auto_return
      breakTicks = Optional.of(pts(in));
    }
    in.skip(16 + 8 + 8); // unique_program_id, avail_num, avails_expected
    return new SpliceInsert(eventId, outOfNetwork, splicePts, breakTicks);
  }

  private static long pts(BitReader in) throws MalformedMediaException {
    return in.bits(1) << 32 | in.bits(32);
  }

  /**
   * The whole section, with its CRC-32: a program splice that returns by itself.
   *
   * @param programId {@code unique_program_id}, in 0..65535
   */
  public Slice write(int programId) {
    SliceWriter command = new SliceWriter();
    command.u32(eventId).u8(0x7F);
    int flags = 0x4F;
    flags |= outOfNetwork ? 0x80 : 0;
    flags |= breakTicks.isPresent() ? 0x20 : 0;
    flags |= splicePts.isEmpty() ? 0x10 : 0;
    command.u8(flags);
    splicePts.ifPresent(pts -> writePts(command, pts));
    breakTicks.ifPresent(ticks -> writePts(command, ticks));
    command.u16(programId).u8(1).u8(1);
    SliceWriter out = new SliceWriter();
    int bodyBytes = FIXED_BYTES + command.size() + 2 + CRC_BYTES;
    out.u8(TABLE_ID).u16(0x3000 | bodyBytes);
    out.u8(0).u8(0).u32(0); // protocol_version, clear, pts_adjustment 0
    out.u8(0).u24(0xFFF000 | command.size()).u8(SPLICE_INSERT);
    out.bytes(command.toSlice()).u16(0);
    return out.u32(crc32(out.toSlice())).toSlice();
  }

  /** The top bit is the flag in front: {@code time_specified_flag} or {@code auto_return}. */
  private static void writePts(SliceWriter out, long ticks) {
    out.u8(0xFE | (int) (ticks >>> 32)).u32(ticks & 0xFFFF_FFFFL);
  }

  /**
   * The checksum of MPEG-2 sections; 0 over a section with its own behind it.
   *
   * @see "ISO/IEC 13818-1, annex A"
   */
  static long crc32(Slice bytes) {
    int crc = -1;
    for (long at = 0; at < bytes.size(); at++) {
      crc ^= bytes.u8(at) << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
      }
    }
    return Integer.toUnsignedLong(crc);
  }

  private static void requireBelow(long end, long value) {
    if (value < 0 || value >= end) {
      throw new IllegalArgumentException("out of 0.." + (end - 1) + ": " + value);
    }
  }
}
