package org.smoothlab.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;

/** Literal packets, after the figures of the standard. */
class TsWriterTest {
  private static final int[] PIDS = {0, 0x100};
  private static final String FF = "ff";

  private final MemorySegment memory = MemorySegment.ofArray(new byte[20 * 188]);
  private final TsWriter out = new TsWriter(memory, PIDS);

  @Test
  void fillsThePacketBehindATable() {
    out.table(0, ProgramAssociation.USUAL.toSection());

    assertThat(packet(0))
        .isEqualTo("47400010" + "00" + "00b00d0001c100000001f0002ab104b2" + FF.repeat(167));
  }

  @Test
  void tellsTheClockAndBothTimesOfAKeyFrame() {
    PesUnit unit = new PesUnit(StreamType.AVC, true);
    unit.setTimes(900_000, 896_400);
    unit.setPayload(4, true);

    out.begin(1, unit, 0);
    out.bits(0xABCD_EF01L, 4);
    out.requireUnitEnded();

    // 896 400 - 63 000 = 833 400: the clock runs 700 ms ahead.
    assertThat(packet(0))
        .isEqualTo(
            "47410030"
                + "a0"
                + "50"
                + "00065bbc7e00"
                + FF.repeat(153)
                + "000001e00000" // no length
                + "80c00a"
                + "3100377741"
                + "1100375b21"
                + "abcdef01");
  }

  @Test
  void tellsOneTimeAndTheLengthOfSound() {
    PesUnit unit = new PesUnit(StreamType.AAC, false);
    unit.setTimes(900_000, 900_000);
    unit.setPayload(184 - 14, false);

    out.begin(1, unit, 0);
    out.bytes(MemorySegment.ofArray(new byte[200]), 10, 170);

    assertThat(packet(0))
        .isEqualTo("47410010" + "000001c000b2" + "808005" + "2100377741" + "00".repeat(170));
  }

  /** The example: 837 000 on the clock. */
  @Test
  void sendsTheClockOnItsOwnWithoutCounting() {
    out.clock(1, 900_000);

    assertThat(packet(0)).isEqualTo("4701002f" + "b7" + "10" + "000662c47e00" + FF.repeat(176));
  }

  @ParameterizedTest
  @CsvSource({"170, 1, 0", "171, 2, 0", "172, 2, 0", "170, 1, 15", "16, 1, 15", "1000, 6, 9"})
  void spreadsAPacketOverMoreThanItNeeds(int payloadBytes, int packetCount, int extraPackets) {
    PesUnit unit = new PesUnit(StreamType.AAC, false);
    unit.setTimes(0, 0);
    unit.setPayload(payloadBytes, false);
    byte[] payload = new byte[payloadBytes];
    payload[payloadBytes - 1] = 0x5A;

    out.begin(1, unit, extraPackets);
    out.bytes(MemorySegment.ofArray(payload), 0, payloadBytes);
    out.requireUnitEnded();

    assertThat(unit.packetCount()).isEqualTo(packetCount);
    assertThat(out.sizeBytes()).isEqualTo(188L * (packetCount + extraPackets));
    assertThat(packet(packetCount + extraPackets - 1)).endsWith("5a");
    for (int packet = 0; packet < packetCount + extraPackets; packet++) {
      assertThat(counter(packet)).isEqualTo(packet & 0xF);
    }
  }

  @Test
  void stuffsOneByteByALengthOfNothing() {
    PesUnit unit = new PesUnit(StreamType.AAC, false);
    unit.setTimes(0, 0);
    unit.setPayload(169, false);

    out.begin(1, unit, 0);

    assertThat(packet(0)).startsWith("47410030" + "00" + "000001c0");
  }

  @Test
  void doesNotTakeMoreOrLessThanWasTold() {
    PesUnit unit = new PesUnit(StreamType.AAC, false);
    unit.setTimes(0, 0);
    unit.setPayload(4, false);

    out.begin(1, unit, 0);
    out.bits(0, 3);
    assertThatThrownBy(out::requireUnitEnded)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a PES packet lacks 1 bytes");
    out.bits(0, 1);
    assertThatThrownBy(() -> out.bits(0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10000000, 900000",
    "1, 10000000, 900000",
    "112, 10000000, 900001",
    "-1, 10000000, 899999",
    "-213333, 10000000, 898080",
    "1024, 44100, 902089",
    "1024, 48000, 901920",
    "17000000000000000, 10000000, 153000000900000",
  })
  void convertsTimesExactlyAndDown(long ticks, long timescale, long expected) {
    assertThat(TsClock.ticks(ticks, new Timescale(timescale))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 900000, 2100377741",
    "3, 900000, 3100377741",
    "1, 896400, 1100375b21",
    "2, 8589934591, 2fffffffff",
    "2, 8589934592, 2100010001",
    "2, -1, 2fffffffff",
  })
  void putsMarkersBetweenTheBitsOfATimeAndLetsItWrap(int prefix, long ticks, String bits) {
    assertThat("%010x".formatted(TsWriter.timeBits(prefix, ticks))).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, -1", "8589934591, 0, 1", "0, 8589934591, -1", "5, 5, 0"})
  void measuresTimesTheShorterWayRound(long from, long to, long distance) {
    assertThat(TsClock.distance(from, to)).isEqualTo(distance);
  }

  private String packet(int index) {
    return Slice.view(memory).slice(188L * index, 188).toHex();
  }

  private int counter(int index) {
    return Slice.view(memory).u8(188L * index + 3) & 0xF;
  }
}
