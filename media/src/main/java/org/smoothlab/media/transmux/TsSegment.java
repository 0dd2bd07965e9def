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

  private static final int COUNTER_CYCLE = 16;
  private static final long TABLE_INTERVAL_TICKS = 45_000;
  private static final long CLOCK_INTERVAL_TICKS = 9_000;

  private final TsProgram program;
  private final List<TsLane> lanes;
  private final long clockEndTicks;
  private final Tally tally;
  private final long tableRepeats;

  TsSegment(TsProgram program, List<TsLane> lanes, TsSpan span) throws MediaException {
    this.program = program;
    this.lanes = lanes;
    // Behind it the next segment's own clock may begin.
    this.clockEndTicks =
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
    boolean clockOfUnits = lanes.getFirst().hasUnit();
    boolean clockStarted = false;
    long clockTicks = 0;
    for (int lane = earliest(); lane >= 0; lane = earliest()) {
      long decodeTicks = lanes.get(lane).unit.decodeTicks();
      sink.before(decodeTicks);
      // Never ahead of a track's own clock: behind its last unit there, the next segment's is due.
      boolean keepsClock = clockOfUnits ? lanes.getFirst().hasUnit() : decodeTicks <= clockEndTicks;
      if (keepsClock) {
        if (!clockStarted && lane != 0) {
          sink.clock(decodeTicks);
        }
        clockTicks = clockStarted ? clockTicks : decodeTicks;
        clockStarted = true;
        while (decodeTicks - clockTicks > CLOCK_INTERVAL_TICKS) {
          clockTicks += CLOCK_INTERVAL_TICKS;
          sink.clock(clockTicks);
        }
        clockTicks = lane == 0 ? decodeTicks : clockTicks;
      }
      sink.unit(lane);
      lanes.get(lane).advance();
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
          "%s: samples too small to be any".formatted(lanes.get(lane).member.name()));
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
