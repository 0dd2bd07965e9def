package org.smoothlab.media.ts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * Reads a transport stream as an analyser does: any break of the rules is an error, and where it
 * is. Segments are fed one after another; what must run on over them must do so. One thread's.
 *
 * @see "ISO/IEC 13818-1, 2.4.3"
 */
public final class TsReader {
  /** The most that is gathered for one PES packet. */
  public static final int UNIT_BYTES_MAX = 32 << 20;

  private static final int STUFFING_PID = 0x1FFF;
  private static final int DVB_PID_MAX = 0x1F;
  private static final int UNIT_START = 0x4000;
  private static final int ERROR = 0x8000;
  private static final int PID_MASK = 0x1FFF;
  private static final int DISCONTINUITY = 0x80;
  private static final int RANDOM_ACCESS = 0x40;
  private static final int CLOCK = 0x10;
  private static final int OTHER_FIELDS = 0x0F;
  private static final int CLOCK_BYTES = 6;

  private final Map<Integer, Lane> lanes = new HashMap<>();
  private final List<TsUnit> units = new ArrayList<>();
  private Optional<ProgramAssociation> association = Optional.empty();
  private Optional<ProgramMap> map = Optional.empty();
  private Optional<Long> clock = Optional.empty();
  private long clockGapMaxTicks;
  private long packetCount;

  /** What is known of one PID. */
  private static final class Lane {
    private int counter = -1;
    private Optional<SliceWriter> gathered = Optional.empty();
    private boolean randomAccess;
    private Optional<Long> decodeTicks = Optional.empty();
  }

  /**
   * Reads whole packets.
   *
   * @return PES packets that are whole now, in the order of their ends
   * @throws MalformedMediaException if a rule is broken
   */
  public List<TsUnit> feed(Slice packets) throws MalformedMediaException {
    if (packets.size() % TsWriter.PACKET_BYTES != 0) {
      throw new MalformedMediaException(
          "%d bytes are no whole packets (ISO/IEC 13818-1, 2.4.3.1)".formatted(packets.size()));
    }
    for (long at = 0; at < packets.size(); at += TsWriter.PACKET_BYTES) {
      packet(packets.slice(at, TsWriter.PACKET_BYTES));
      packetCount++;
    }
    return take();
  }

  /** The last PES packets: nothing follows. */
  public List<TsUnit> end() throws MalformedMediaException {
    for (Map.Entry<Integer, Lane> entry :
        lanes.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      finish(entry.getKey(), entry.getValue());
    }
    return take();
  }

  /** The program, once its table was read. */
  public Optional<ProgramMap> map() {
    return map;
  }

  /** The clock that was read last, 90 kHz as written. */
  public Optional<Long> clockTicks() {
    return clock;
  }

  /** The longest time between two clocks. */
  public long clockGapMaxTicks() {
    return clockGapMaxTicks;
  }

  private List<TsUnit> take() {
    List<TsUnit> taken = List.copyOf(units);
    units.clear();
    return taken;
  }

  private void packet(Slice bytes) throws MalformedMediaException {
    SliceReader in = new SliceReader(bytes, "packet %d".formatted(packetCount));
    if (in.u8() != 0x47) {
      throw in.malformed("no sync byte 47 (ISO/IEC 13818-1, 2.4.3.3)");
    }
    int head = in.u16();
    int pid = head & PID_MASK;
    int control = in.u8();
    if ((head & ERROR) != 0 || control >> 6 != 0 || (control & 0x30) == 0) {
      throw in.malformed("erroneous, scrambled or without content (ISO/IEC 13818-1, 2.4.3.3)");
    }
    if (pid == STUFFING_PID) {
      return;
    }
    Lane lane = lanes.computeIfAbsent(pid, _ -> new Lane());
    boolean hasPayload = (control & 0x10) != 0;
    int flags = (control & 0x20) != 0 ? adaptation(in, pid, hasPayload) : 0;
    count(in, lane, control & 0xF, hasPayload, (flags & DISCONTINUITY) != 0);
    if (hasPayload) {
      boolean starts = (head & UNIT_START) != 0;
      payload(in, pid, lane, starts);
      lane.randomAccess |= starts && (flags & RANDOM_ACCESS) != 0;
    }
  }

  /** Reads the adaptation field, and gives its flags. */
  private int adaptation(SliceReader in, int pid, boolean hasPayload)
      throws MalformedMediaException {
    int length = in.u8();
    boolean fits = hasPayload ? length <= 182 : length == 183;
    if (!fits) {
      throw in.malformed(
          "adaptation field of %d bytes (ISO/IEC 13818-1, 2.4.3.5)".formatted(length));
    }
    SliceReader field = new SliceReader(in.bytes(length), in.where() + "/adaptation_field");
    if (length == 0) {
      return 0;
    }
    int flags = field.u8();
    if ((flags & CLOCK) != 0) {
      clock(field, pid);
    }
    while ((flags & OTHER_FIELDS) == 0 && field.remaining() > 0) {
      if (field.u8() != 0xFF) {
        throw field.malformed("stuffing is not FF (ISO/IEC 13818-1, 2.4.3.5)");
      }
    }
    return flags;
  }

  private void clock(SliceReader field, int pid) throws MalformedMediaException {
    Slice bytes = field.bytes(CLOCK_BYTES);
    long ticks = bytes.u32(0) << 1 | bytes.u8(4) >> 7;
    if (map.isPresent() && map.get().clockPid() != pid) {
      throw field.malformed(
          "clock in PID %d, announced in %d".formatted(pid, map.get().clockPid()));
    }
    if (clock.isPresent()) {
      long gapTicks = TsClock.distance(clock.get(), ticks);
      if (gapTicks < 0) {
        throw field.malformed("clock goes back from %d to %d".formatted(clock.get(), ticks));
      }
      clockGapMaxTicks = Math.max(clockGapMaxTicks, gapTicks);
    }
    clock = Optional.of(ticks);
  }

  private static void count(
      SliceReader in, Lane lane, int counter, boolean hasPayload, boolean discontinuity)
      throws MalformedMediaException {
    int expected = hasPayload ? (lane.counter + 1) & 0xF : lane.counter;
    if (lane.counter >= 0 && !discontinuity && counter != expected) {
      throw in.malformed(
          "continuity counter %d, expected %d (ISO/IEC 13818-1, 2.4.3.3)"
              .formatted(counter, expected));
    }
    lane.counter = counter;
  }

  private void payload(SliceReader in, int pid, Lane lane, boolean starts)
      throws MalformedMediaException {
    if (pid == ProgramAssociation.PID) {
      association = Optional.of(ProgramAssociation.read(section(in, starts)));
    } else if (association.isPresent() && association.get().mapPid() == pid) {
      map = Optional.of(ProgramMap.read(section(in, starts)));
    } else if (map.isPresent() && isStream(map.get(), pid)) {
      if (starts) {
        finish(pid, lane);
        lane.gathered = Optional.of(new SliceWriter());
      }
      gather(in, lane);
    } else if (pid > DVB_PID_MAX) {
      throw in.malformed("PID %d is in no table (ISO/IEC 13818-1, 2.4.4)".formatted(pid));
    }
  }

  /** Tables of more than a packet are not read here. */
  private static Slice section(SliceReader in, boolean starts) throws MalformedMediaException {
    if (!starts || in.u8() != 0) {
      throw in.malformed("a table does not begin with its packet");
    }
    return in.rest();
  }

  private static boolean isStream(ProgramMap map, int pid) {
    return map.streams().stream().anyMatch(stream -> stream.pid() == pid);
  }

  private static void gather(SliceReader in, Lane lane) throws MalformedMediaException {
    SliceWriter gathered =
        lane.gathered.orElseThrow(() -> in.malformed("payload in front of any PES packet"));
    if (gathered.size() > UNIT_BYTES_MAX) {
      throw in.malformed("a PES packet of more than %d bytes".formatted(UNIT_BYTES_MAX));
    }
    gathered.bytes(in.rest());
  }

  private void finish(int pid, Lane lane) throws MalformedMediaException {
    if (lane.gathered.isEmpty()) {
      return;
    }
    TsUnit unit = TsUnit.read(pid, lane.randomAccess, lane.gathered.get().toSlice());
    if (lane.decodeTicks.isPresent()
        && TsClock.distance(lane.decodeTicks.get(), unit.decodeTicks()) <= 0) {
      throw new MalformedMediaException(
          "PID %d: decoded at %d, the one before at %d"
              .formatted(pid, unit.decodeTicks(), lane.decodeTicks.get()));
    }
    lane.decodeTicks = Optional.of(unit.decodeTicks());
    lane.gathered = Optional.empty();
    lane.randomAccess = false;
    units.add(unit);
  }
}
