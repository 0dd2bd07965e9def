package org.smoothlab.media.transmux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.ts.TsClock;
import org.smoothlab.media.ts.TsWriter;

/**
 * One segment of a transport stream: planned when it is made, written once into memory of its exact
 * size. Two passes over the same samples, in the same order: PES packets by their decoding time,
 * video first. The same samples give the same bytes wherever it is made. One thread's.
 *
 * <p>Nothing of its neighbours is known, and still counters run on over them: the packets of each
 * PID are a multiple of sixteen. Of a track, the first PES packet is spread over more packets than
 * it needs, as far as its payload allows, then the next; tables are repeated more often.
 *
 * @see "ISO/IEC 13818-1, 2.4.3.3"
 */
public final class TsSegment {
  /** Longer ones are refused: repeated clocks and tables would grow with what samples pretend. */
  static final long DURATION_TICKS_MAX = 600 * 90_000L;

  /** How many PIDs are tables. */
  static final int TABLE_COUNT = 2;

  private static final int CLOCK_LANE = 0;
  private static final int COUNTER_CYCLE = 16;
  private static final long TABLE_INTERVAL_TICKS = 45_000;
  private static final long CLOCK_INTERVAL_TICKS = 9_000;
  private static final long CLOCK_TAIL_TICKS_MAX = 10 * 90_000;

  private final TsProgram program;
  private final List<TsLane> lanes;
  private final long gapEndTicks;
  private final Tally tally;
  private final long tableRepeats;

  TsSegment(TsProgram program, List<TsLane> lanes, TsSpan span) throws MediaException {
    this.program = program;
    this.lanes = lanes;
    // Without a unit that carries it: behind this, the next segment's own clock may begin.
    this.gapEndTicks =
        TsClock.ticks(span.on(TsClock.TIMESCALE).endTicks(), TsClock.TIMESCALE)
            - TsClock.LEAD_TICKS;
    this.tally = new Tally(lanes.size());
    walk(tally);
    if (!tally.started) {
      throw new UnsupportedMediaException("%s: no samples of any track".formatted(span));
    }
    long leastRepeats = Math.ceilDiv(tally.durationTicks(), TABLE_INTERVAL_TICKS);
    this.tableRepeats = upToCycle(Math.max(1, leastRepeats));
    for (int lane = 0; lane < lanes.size(); lane++) {
      requireSpreadable(lane);
    }
  }

  /** Its exact size: a multiple of sixteen packets of each PID, and those with the clock alone. */
  public long sizeBytes() {
    long packets = tally.clockPackets + TABLE_COUNT * tableRepeats;
    for (long laneCount : tally.packetCounts) {
      packets += upToCycle(laneCount);
    }
    return packets * TsWriter.PACKET_BYTES;
  }

  /** The segment in new memory outside the heap. */
  public Slice toSlice() {
    MemorySegment memory = Arena.ofAuto().allocate(sizeBytes());
    writeTo(memory);
    return Slice.view(memory);
  }

  /**
   * Writes the segment.
   *
   * @param out whose first {@link #sizeBytes()} bytes are written
   * @throws IllegalArgumentException if it is smaller
   */
  public void writeTo(MemorySegment out) {
    if (out.byteSize() < sizeBytes()) {
      throw new IllegalArgumentException(
          "%d bytes of memory for %d".formatted(out.byteSize(), sizeBytes()));
    }
    try {
      Body body = new Body(out);
      walk(body);
      body.end();
    } catch (MediaException e) {
      throw new AssertionError("was read when this was planned", e);
    }
  }

  /** Who sees what is sent, in its order. */
  private sealed interface Sink {
    /** Something decoded at that time is next. */
    void before(long decodeTicks) throws MediaException;

    /** A clock of its own. */
    void clock(long decodeTicks);

    /** The PES packet on which a track stands. */
    void unit(int lane);
  }

  private void walk(Sink sink) throws MediaException {
    for (TsLane lane : lanes) {
      lane.rewind();
    }
    Pace pace = new Pace(sink);
    for (int lane = earliest(); lane >= 0; lane = earliest()) {
      TsLane from = lanes.get(lane);
      sink.before(from.unit.decodeTicks());
      pace.before(lane, from.unit.decodeTicks());
      sink.unit(lane);
      pace.behind(lane);
      from.advance();
    }
    pace.end();
  }

  /** Sends clocks of their own where the units that carry them are too far apart. */
  private final class Pace {
    private final Sink sink;
    private final boolean hasCarriers = lanes.getFirst().hasUnit();
    private boolean started;
    private long lastTicks;

    /** Never ahead of the clock with which the next segment begins. */
    private long endTicks = gapEndTicks;

    Pace(Sink sink) {
      this.sink = sink;
    }

    void before(int lane, long decodeTicks) {
      boolean carries = lane == CLOCK_LANE;
      boolean carrierFollows = lanes.get(CLOCK_LANE).hasUnit();
      long untilTicks = carrierFollows ? decodeTicks : Math.min(decodeTicks, endTicks);
      if (!started && decodeTicks <= untilTicks) {
        started = true;
        lastTicks = decodeTicks;
        if (!carries) {
          sink.clock(decodeTicks);
        }
      }
      if (started) {
        fill(untilTicks);
      }
      lastTicks = carries ? decodeTicks : lastTicks;
    }

    void behind(int lane) {
      if (lane == CLOCK_LANE) {
        endTicks = Math.min(lanes.get(lane).unitEndTicks, lastTicks + CLOCK_TAIL_TICKS_MAX);
      }
    }

    /** What carries clocks goes on in the next segment when its last unit here ends. */
    void end() {
      if (hasCarriers) {
        fill(endTicks);
      }
    }

    private void fill(long nextTicks) {
      while (nextTicks - lastTicks > CLOCK_INTERVAL_TICKS) {
        lastTicks += CLOCK_INTERVAL_TICKS;
        sink.clock(lastTicks);
      }
    }
  }

  private int earliest() {
    int earliest = -1;
    for (int lane = 0; lane < lanes.size(); lane++) {
      TsLane candidate = lanes.get(lane);
      boolean earlier =
          candidate.hasUnit()
              && (earliest < 0
                  || candidate.unit.decodeTicks() < lanes.get(earliest).unit.decodeTicks());
      earliest = earlier ? lane : earliest;
    }
    return earliest;
  }

  private void requireSpreadable(int lane) throws MediaException {
    if (missing(lane) > tally.roomWithHeaderSplit[lane]) {
      throw new MalformedMediaException(
          "%s: less than %d bytes of samples (ISO/IEC 13818-1, 2.4.3.3)"
              .formatted(lanes.get(lane).member.name(), COUNTER_CYCLE));
    }
  }

  /** By how many packets a track must be spread. */
  private long missing(int lane) {
    return upToCycle(tally.packetCounts[lane]) - tally.packetCounts[lane];
  }

  private static long upToCycle(long count) {
    return Math.ceilDiv(count, COUNTER_CYCLE) * COUNTER_CYCLE;
  }

  /** Counts. */
  private final class Tally implements Sink {
    private final long[] packetCounts;
    private final long[] room;
    private final long[] roomWithHeaderSplit;
    private long clockPackets;
    private boolean started;
    private long firstTicks;
    private long lastTicks;

    Tally(int laneCount) {
      packetCounts = new long[laneCount];
      room = new long[laneCount];
      roomWithHeaderSplit = new long[laneCount];
    }

    @Override
    public void before(long decodeTicks) throws MediaException {
      firstTicks = started ? firstTicks : decodeTicks;
      lastTicks = started ? Math.max(lastTicks, decodeTicks) : decodeTicks;
      started = true;
      if (lastTicks - firstTicks > DURATION_TICKS_MAX
          || firstTicks - decodeTicks > DURATION_TICKS_MAX) {
        throw new UnsupportedMediaException(
            "decoding times are %d s apart in one segment, limit is 600 s"
                .formatted(Math.abs(decodeTicks - firstTicks) / 90_000));
      }
    }

    @Override
    public void clock(long decodeTicks) {
      clockPackets++;
    }

    @Override
    public void unit(int lane) {
      var unit = lanes.get(lane).unit;
      packetCounts[lane] += unit.packetCount();
      room[lane] += unit.extraPacketsMax();
      roomWithHeaderSplit[lane] += unit.sizeBytes() - unit.packetCount();
    }

    long durationTicks() {
      return lastTicks - firstTicks;
    }
  }

  /** Writes. */
  private final class Body implements Sink {
    private final TsWriter out;
    private final long[] missing = new long[lanes.size()];
    private long repeatsWritten;

    Body(MemorySegment memory) {
      out = new TsWriter(memory, program.pids());
      for (int lane = 0; lane < missing.length; lane++) {
        missing[lane] = missing(lane);
      }
    }

    @Override
    public void before(long decodeTicks) {
      long sinceFirstTicks = decodeTicks - tally.firstTicks;
      while (repeatsWritten < tableRepeats
          && sinceFirstTicks >= repeatsWritten * tally.durationTicks() / tableRepeats) {
        tables();
      }
    }

    @Override
    public void clock(long decodeTicks) {
      out.clock(TABLE_COUNT, decodeTicks);
    }

    @Override
    public void unit(int lane) {
      TsLane from = lanes.get(lane);
      // Headers are cut only where a whole track is a handful of bytes.
      long room =
          tally.room[lane] >= missing(lane)
              ? from.unit.extraPacketsMax()
              : from.unit.sizeBytes() - from.unit.packetCount();
      long extraPackets = Math.min(missing[lane], room);
      missing[lane] -= extraPackets;
      out.begin(TABLE_COUNT + lane, from.unit, extraPackets);
      from.writePayload(out);
      out.requireUnitEnded();
    }

    void end() {
      while (repeatsWritten < tableRepeats) {
        tables();
      }
      if (out.sizeBytes() != sizeBytes()) {
        throw new AssertionError(
            "planned %d bytes, wrote %d".formatted(sizeBytes(), out.sizeBytes()));
      }
    }

    private void tables() {
      out.table(0, program.association());
      out.table(1, program.map());
      repeatsWritten++;
    }
  }
}
