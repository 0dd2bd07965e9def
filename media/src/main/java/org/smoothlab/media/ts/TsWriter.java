package org.smoothlab.media.ts;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.smoothlab.media.bytes.Slice;

/**
 * Writes transport packets behind one another into memory of the right size. Continuity counters
 * begin at 0. What does not fit is our own mistake. One thread's.
 *
 * <pre>
 * 47 [error1 start1 priority1 PID13] [scrambling2 adaptation2 counter4] [adaptation field] payload
 * </pre>
 *
 * @see "ISO/IEC 13818-1, 2.4.3"
 */
public final class TsWriter {
  /** Bytes of every packet. */
  public static final int PACKET_BYTES = 188;

  /** Bytes behind the header of a packet. */
  static final int PAYLOAD_BYTES_MAX = 184;

  /** An adaptation field of flags only: its length, and they. */
  static final int FLAGS_FIELD_BYTES = 2;

  /** An adaptation field with a clock. */
  static final int CLOCK_FIELD_BYTES = 8;

  private static final int SYNC = 0x4700_0000;
  private static final int UNIT_START = 0x0040_0000;
  private static final int HAS_ADAPTATION = 0x20;
  private static final int HAS_PAYLOAD = 0x10;
  private static final int COUNTER_MASK = 0xF;
  private static final int RANDOM_ACCESS = 0x40;
  private static final int CLOCK = 0x10;
  private static final int PES_PREFIX = 1;
  private static final int PES_MARKER = 0x80;
  private static final int ONLY_PRESENTATION = 0x80;
  private static final int BOTH_TIMES = 0xC0;
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment out;
  private final int[] pids;
  private final int[] counters;
  private long at;
  private long packetEnd;
  private int lane;
  private long unitBytesLeft;
  private long unitPacketsLeft;

  /**
   * @param out whose first bytes are written
   * @param pids those that occur; the methods name them by their index
   */
  public TsWriter(MemorySegment out, int... pids) {
    this.out = out;
    this.pids = pids.clone();
    this.counters = new int[pids.length];
  }

  /** How many bytes have been written. */
  public long sizeBytes() {
    return at;
  }

  /**
   * A packet with a table.
   *
   * @param section at most 183 bytes
   */
  public void table(int pidIndex, Slice section) {
    packetHeader(pidIndex, UNIT_START, HAS_PAYLOAD);
    u8(0); // pointer_field: the section begins at once
    MemorySegment.copy(section.memory(), 0, out, at, section.size());
    at += section.size();
    stuff(packetEnd);
  }

  /**
   * A packet with nothing but the clock; the counter stays.
   *
   * @param decodeTicks of an access unit that would come here, not wrapped
   */
  public void clock(int pidIndex, long decodeTicks) {
    int counter = (counters[pidIndex] - 1) & COUNTER_MASK;
    u32(SYNC | pids[pidIndex] << 8 | HAS_ADAPTATION | counter);
    u8(PAYLOAD_BYTES_MAX - 1);
    u8(CLOCK);
    clockBytes(decodeTicks);
    stuff(at + PAYLOAD_BYTES_MAX - CLOCK_FIELD_BYTES);
    packetEnd = at;
  }

  /**
   * Begins a PES packet and writes its header; as much payload as it tells must follow.
   *
   * @param extraPackets over how many packets more than it needs it is spread
   */
  public void begin(int pidIndex, PesUnit unit, long extraPackets) {
    requireUnitEnded();
    lane = pidIndex;
    unitBytesLeft = unit.sizeBytes();
    unitPacketsLeft = unit.packetCount() + extraPackets;
    firstPacket(unit);
    bits(PES_PREFIX, 3);
    bits(unit.type().pesStreamId(), 1);
    bits(unit.lengthField(), 2);
    bits(PES_MARKER, 1);
    bits(unit.hasDecodeTime() ? BOTH_TIMES : ONLY_PRESENTATION, 1);
    bits(unit.optionalBytes(), 1);
    if (unit.hasDecodeTime()) {
      bits(timeBits(3, unit.presentationTicks()), 5);
      bits(timeBits(1, unit.decodeTicks()), 5);
    } else {
      bits(timeBits(2, unit.presentationTicks()), 5);
    }
  }

  /** Payload: the low {@code byteCount} bytes of {@code value}, at most 8, the highest first. */
  public void bits(long value, int byteCount) {
    for (int shift = 8 * (byteCount - 1); shift >= 0; shift -= 8) {
      if (at == packetEnd) {
        nextPacket();
      }
      u8((int) (value >>> shift) & 0xFF);
    }
  }

  /** Payload: a start code of four bytes. */
  public void startCode() {
    if (packetEnd - at >= 4) {
      u32(1);
    } else {
      bits(1, 4);
    }
  }

  /** Payload: a copy of these bytes. */
  public void bytes(MemorySegment source, long from, long byteCount) {
    long sourceAt = from;
    long left = byteCount;
    while (left > 0) {
      if (at == packetEnd) {
        nextPacket();
      }
      long piece = Math.min(left, packetEnd - at);
      MemorySegment.copy(source, sourceAt, out, at, piece);
      sourceAt += piece;
      at += piece;
      left -= piece;
    }
  }

  /** Whether all packets are whole: asked for at the end. */
  public void requireUnitEnded() {
    if (at != packetEnd || unitBytesLeft != 0) {
      throw new IllegalStateException(
          "a PES packet lacks %d bytes".formatted(unitBytesLeft + packetEnd - at));
    }
  }

  private void firstPacket(PesUnit unit) {
    int adaptationMin = unit.adaptationBytes();
    long payload = Math.min(PAYLOAD_BYTES_MAX - adaptationMin, mostNow());
    int adaptation = PAYLOAD_BYTES_MAX - (int) payload;
    packetHeader(lane, UNIT_START, adaptation == 0 ? HAS_PAYLOAD : HAS_ADAPTATION | HAS_PAYLOAD);
    if (adaptation > 0) {
      long payloadAt = at + adaptation;
      u8(adaptation - 1);
      if (adaptation > 1) {
        u8((unit.randomAccess() ? RANDOM_ACCESS : 0) | (unit.carriesClock() ? CLOCK : 0));
      }
      if (unit.carriesClock()) {
        clockBytes(unit.decodeTicks());
      }
      stuff(payloadAt);
    }
    took(payload);
  }

  private void nextPacket() {
    if (unitPacketsLeft == 0) {
      throw new IllegalStateException("more payload than the PES packet told");
    }
    long payload = Math.min(PAYLOAD_BYTES_MAX, mostNow());
    if (payload == PAYLOAD_BYTES_MAX) {
      packetHeader(lane, 0, HAS_PAYLOAD);
    } else {
      packetHeader(lane, 0, HAS_ADAPTATION | HAS_PAYLOAD);
      long payloadAt = packetEnd - payload;
      u8(PAYLOAD_BYTES_MAX - 1 - (int) payload);
      if (at < payloadAt) {
        u8(0);
      }
      stuff(payloadAt);
    }
    took(payload);
  }

  /** Each later packet must be left one byte at least. */
  private long mostNow() {
    return unitBytesLeft - (unitPacketsLeft - 1);
  }

  private void took(long payload) {
    unitBytesLeft -= payload;
    unitPacketsLeft--;
  }

  private void packetHeader(int pidIndex, int start, int control) {
    int counter = counters[pidIndex];
    counters[pidIndex] = (counter + 1) & COUNTER_MASK;
    u32(SYNC | start | pids[pidIndex] << 8 | control | counter);
    packetEnd = at + PAYLOAD_BYTES_MAX;
  }

  /** {@code [u33 base][6 reserved bits][u9 extension]}; ours is a whole number of 90 kHz ticks. */
  private void clockBytes(long decodeTicks) {
    long base = TsClock.wrap(decodeTicks - TsClock.LEAD_TICKS);
    u32((int) (base >>> 1));
    u8((int) (base & 1) << 7 | 0x7E);
    u8(0);
  }

  /** {@code [u4 prefix][u3][1][u15][1][u15][1]}. */
  static long timeBits(int prefix, long ticks) {
    long time = TsClock.wrap(ticks);
    return (long) prefix << 36
        | time >>> 30 << 33
        | 1L << 32
        | (time >>> 15 & 0x7FFF) << 17
        | 1L << 16
        | (time & 0x7FFF) << 1
        | 1;
  }

  private void stuff(long end) {
    while (end - at >= 4) {
      u32(-1);
    }
    while (at < end) {
      u8(0xFF);
    }
  }

  private void u32(int value) {
    out.set(U32, at, value);
    at += 4;
  }

  private void u8(int value) {
    out.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    at++;
  }
}
