package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * Which fragment of a POST comes next and when. Fragments are cut when they are taken, so what
 * waits here takes no memory; if more than {@link #BACKLOG_FRAGMENTS_MAX} of a track wait, because
 * the other side was away or is too slow, the oldest are left out.
 */
final class FragmentQueue {
  /**
   * A minute of fragments of 2 s: what an encoder may be behind before it leaves some out. One that
   * hurries is granted as many times more.
   */
  static final int BACKLOG_FRAGMENTS_MAX = 30;

  /** How many fragments of each track are sent again on a new connection. */
  private static final int RESENT_FRAGMENTS = 2;

  private final EncoderPlan plan;
  private final String streamId;
  private final List<Cursor> cursors = new ArrayList<>();
  private final Capture capture;
  private long sequence;

  FragmentQueue(
      EncoderPlan plan, int postIndex, List<? extends SourceTrack> tracks, Capture capture) {
    this.plan = plan;
    this.streamId = plan.target().layout().streamId(plan.target().streamId(), postIndex);
    this.capture = capture;
    Dialect dialect = plan.delivery().dialect();
    for (SourceTrack track : tracks) {
      Slice parameterSets = HeaderWriter.parameterSets(dialect, track);
      Airtime airtime = plan.programme().lineup().airtime(track);
      FragmentSupply supply =
          FragmentSupply.of(HeaderWriter.clocked(dialect, track), plan.programme(), dialect);
      cursors.add(new Cursor(supply, airtime, parameterSets));
    }
  }

  /** One track's place in the programme. */
  private final class Cursor {
    private final FragmentSupply supply;
    private final FragmentWriter writer;
    private final Airtime airtime;
    private long first;
    private long next;
    private int nextChunk;
    private long cutIndex = Long.MIN_VALUE;
    private List<List<Sample>> cut = List.of();
    private long fragmentBytes;
    private long reached;
    private long reachedBefore;
    private long stopAt = Long.MAX_VALUE;

    private Cursor(FragmentSupply supply, Airtime airtime, Slice parameterSets) {
      this.supply = supply;
      this.airtime = airtime;
      this.writer = new FragmentWriter(plan.delivery().dialect(), supply.info(), parameterSets);
      beginAt(capture.firstTicks());
    }

    private void beginAt(long mediaTicks) {
      first = supply.indexAt(mediaTicks);
      goTo(earliest());
      reached = next;
      reachedBefore = next;
    }

    private void goTo(long fragmentIndex) {
      next = fragmentIndex;
      nextChunk = 0;
    }

    // Those of the next fragment.
    private List<List<Sample>> chunks() {
      if (cutIndex != next) {
        cut = chunkLength().cut(supply.info(), supply.samples(next));
        cutIndex = next;
      }
      return cut;
    }

    private boolean isAtLastChunk() {
      return nextChunk + 1 == chunks().size();
    }

    // The programme's first fragment, which skips and airtimes are counted from.
    private long base() {
      return supply.indexAt(capture.firstTicks());
    }

    private long earliest() {
      return Math.max(first, behind(airtime.firstFragment()));
    }

    // So many fragments of the programme's length after its beginning.
    private long behind(long fragmentCount) {
      return supply.indexAt(
          capture.firstTicks() + Math.multiplyExact(fragmentCount, fragmentTicks()));
    }

    private long dueNanos() {
      long wholeTicks = supply.dueTicks(next);
      if (chunkLength().isWhole() || isAtLastChunk()) {
        return capture.dueNanos(wholeTicks);
      }
      Sample last = chunks().get(nextChunk).getLast();
      long endTicks = smooth(last.decodeTicks() + last.durationTicks());
      return capture.dueNanos(Math.min(wholeTicks, Math.max(endTicks, waitTicks())));
    }

    // Where only key frames say where fragments begin, sound waits for the picture that it begins
    // with: FFmpeg flushes all tracks together, the picture first.
    private long waitTicks() {
      boolean marked = plan.delivery().dialect().style() == Dialect.Style.CMAF;
      return nextChunk == 0 && !marked
          ? supply.beginTicks(next) + chunkLength().ticks()
          : Long.MIN_VALUE;
    }

    private long smooth(long ticks) {
      return Timescale.SMOOTH.rescaleFloor(ticks, supply.info().stream().timescale());
    }

    // The fragment behind the last one.
    private long end() {
      long count = Math.min(plan.programme().fragmentCount(), airtime.endFragment());
      long planned =
          count == Programme.ENDLESS
              ? supply.endIndex()
              : Math.min(supply.endIndex(), firstFrom(count));
      return Math.min(planned, stopAt);
    }

    // The first one that begins no sooner than so many fragments after the programme.
    private long firstFrom(long fragmentCount) {
      long fromTicks = capture.firstTicks() + fragmentCount * fragmentTicks();
      long index = behind(fragmentCount);
      return supply.beginTicks(index) < fromTicks ? index + 1 : index;
    }

    private boolean finished() {
      return next >= end();
    }

    // What has begun to be sent is sent to its end.
    private long firstNotBegun() {
      return nextChunk == 0 ? next : next + 1;
    }
  }

  private ChunkLength chunkLength() {
    return plan.delivery().dialect().chunks();
  }

  private long fragmentTicks() {
    return plan.programme().fragmentTicks();
  }

  /**
   * A fragment or a chunk, ready to be sent.
   *
   * @param bytes in pieces
   * @param dueNanos when its last sample is captured
   * @param item to be told of when it has left
   */
  record Ready(List<Slice> bytes, long dueNanos, Outbox.Item item) {}

  /** When the next fragment or chunk is due; {@link Long#MIN_VALUE} if none is left. */
  long nextDueNanos() {
    return earliest().map(Cursor::dueNanos).orElse(Long.MIN_VALUE);
  }

  /**
   * When the POST begins: at once, or where all of it comes late, when its first fragment begins to
   * be captured.
   */
  long openNanos() {
    boolean late = cursors.stream().allMatch(cursor -> cursor.airtime.firstFragment() > 0);
    long dueNanos = nextDueNanos();
    return late && dueNanos != Long.MIN_VALUE ? dueNanos - plan.captureNanos() : Long.MIN_VALUE;
  }

  /** Whether every fragment has been taken. */
  boolean finished() {
    return earliest().isEmpty();
  }

  /** Nothing comes any more. */
  void end() {
    cursors.forEach(cursor -> cursor.stopAt = Math.min(cursor.stopAt, cursor.firstNotBegun()));
  }

  /** One more fragment of each track comes, which is its last one and says so. */
  void endAfterNext() {
    cursors.forEach(cursor -> cursor.stopAt = Math.min(cursor.stopAt, cursor.firstNotBegun() + 1));
  }

  /** Whether all tracks have data only now and then. */
  boolean isSparse() {
    return cursors.stream().allMatch(cursor -> cursor.supply.info().stream().isSparse());
  }

  /** Cuts the next fragment or chunk, due or not. It stays the next one until {@link #sent}. */
  Optional<Ready> next() {
    return earliest().map(this::make);
  }

  /** It is being sent to its last byte: the one behind it comes next. */
  void sent(Part part) {
    Cursor cursor = find(part);
    if (part.last()) {
      cursor.goTo(part.fragmentIndex() + 1);
    } else {
      cursor.nextChunk = part.chunkIndex() + 1;
    }
  }

  /** Its last byte has left. */
  void left(Part part) {
    if (part.last()) {
      Cursor cursor = find(part);
      cursor.reached = Math.max(cursor.reached, part.fragmentIndex() + 1);
    }
  }

  private Cursor find(Part part) {
    return cursors.stream()
        .filter(cursor -> cursor.supply.info().id().equals(part.track()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no track of this POST: " + part));
  }

  /** Goes on on a new connection: a little is sent again, in case it did not arrive. */
  void reconnected() {
    sequence = 0;
    for (Cursor cursor : cursors) {
      cursor.goTo(Math.max(cursor.earliest(), cursor.reached - RESENT_FRAGMENTS));
      cursor.reachedBefore = cursor.reached;
    }
  }

  /** Nothing tells that what was sent on the last connection arrived: it does not count. */
  void disbelieve() {
    cursors.forEach(cursor -> cursor.reached = cursor.reachedBefore);
  }

  /**
   * Goes on without memory of what was sent: with the fragment that is being captured at {@code
   * nowNanos}. Tells what is missing between.
   */
  List<EncoderReport> forget(long nowNanos) {
    List<EncoderReport> reports = new ArrayList<>();
    long latestTicks = capture.firstTicks();
    for (Cursor cursor : cursors) {
      long capturing = cursor.supply.indexAt(capture.ticksAt(nowNanos));
      if (cursor.reached < capturing) {
        reports.add(leftOut(cursor, capturing - cursor.reached, "lost in a restart"));
      }
      latestTicks =
          Math.max(latestTicks, cursor.supply.beginTicks(Math.max(cursor.reached, capturing)));
    }
    beginAt(latestTicks);
    return reports;
  }

  /** Begins the programme again, as the capture has done. */
  void beginAgain() {
    beginAt(capture.firstTicks());
  }

  private void beginAt(long mediaTicks) {
    cursors.forEach(cursor -> cursor.beginAt(mediaTicks));
  }

  /** The tracks, with the clocks they have on the wire. */
  List<TrackInfo> tracks() {
    return cursors.stream().map(cursor -> cursor.supply.info()).toList();
  }

  /** Moves past what is to be left out, and tells of it; not in the middle of a fragment. */
  List<EncoderReport> leaveOut(long nowNanos) {
    List<EncoderReport> reports = new ArrayList<>();
    for (Cursor cursor : cursors) {
      if (cursor.nextChunk > 0) {
        continue;
      }
      long capturing = cursor.supply.indexAt(capture.ticksAt(nowNanos));
      long behind = Math.min(capturing, cursor.end()) - cursor.next;
      long tooMany = behind - backlogFragmentsMax();
      if (tooMany > 0) {
        reports.add(leftOut(cursor, tooMany, "too far behind"));
        cursor.next += tooMany;
      }
      plan.faults(EncoderFault.Skip.class)
          .forEach(skip -> {
            long index = cursor.next - cursor.base();
            if (skip.first() <= index && index <= skip.last()) {
              reports.add(leftOut(cursor, skip.last() - index + 1, "asked for"));
              cursor.next += skip.last() - index + 1;
            }
          });
    }
    return reports;
  }

  private long backlogFragmentsMax() {
    return switch (plan.delivery().pace()) {
      case Pace.Unpaced() -> Long.MAX_VALUE / 2;
      case Pace.Paced(int partsPerMillion, _) ->
          Math.max(
              BACKLOG_FRAGMENTS_MAX, (long) BACKLOG_FRAGMENTS_MAX * partsPerMillion / 1_000_000);
    };
  }

  private EncoderReport leftOut(Cursor cursor, long fragmentCount, String why) {
    return new EncoderReport.FragmentsLeftOut(
        streamId, cursor.supply.info().id(), fragmentCount, why);
  }

  // The track that is furthest behind; of several, the first.
  private Optional<Cursor> earliest() {
    Cursor earliest = null;
    for (Cursor cursor : cursors) {
      if (!cursor.finished() && (earliest == null || isBefore(cursor, earliest))) {
        earliest = cursor;
      }
    }
    return Optional.ofNullable(earliest);
  }

  private static boolean isBefore(Cursor cursor, Cursor other) {
    long nanos = cursor.dueNanos();
    long otherNanos = other.dueNanos();
    return nanos == otherNanos ? cursor.next < other.next : nanos < otherNanos;
  }

  private Ready make(Cursor cursor) {
    List<Sample> samples = cursor.chunks().get(cursor.nextChunk);
    TrackInfo track = cursor.supply.info();
    long offsetTicks =
        track.stream()
            .timescale()
            .rescaleFloor(
                capture.offsetTicks(cursor.supply.beginTicks(cursor.next)), Timescale.SMOOTH);
    long firstTicks = samples.getFirst().decodeTicks();
    FragmentWriter.Head head =
        new FragmentWriter.Head(
            sequenceNumber(cursor),
            Math.addExact(firstTicks, offsetTicks),
            capture.epochNanos(cursor.smooth(firstTicks)),
            place(cursor));
    List<Slice> bytes = cursor.writer.write(head, samples);
    long sizeBytes = bytes.stream().mapToLong(Slice::size).sum();
    cursor.fragmentBytes = sizeBytes + (cursor.nextChunk == 0 ? 0 : cursor.fragmentBytes);
    List<EncoderReport> reports = new ArrayList<>();
    if (!chunkLength().isWhole()) {
      FragmentTime time = FragmentWriter.timeOf(head.startTicks(), samples);
      reports.add(new EncoderReport.ChunkSent(streamId, track.id(), time, sizeBytes));
    }
    if (cursor.isAtLastChunk()) {
      List<Sample> all = cursor.supply.samples(cursor.next);
      long startTicks = Math.addExact(all.getFirst().decodeTicks(), offsetTicks);
      FragmentTime time = FragmentWriter.timeOf(startTicks, all);
      reports.add(new EncoderReport.FragmentSent(streamId, track.id(), time, cursor.fragmentBytes));
    }
    Part part = new Part(track.id(), cursor.next, cursor.nextChunk, cursor.isAtLastChunk());
    return new Ready(bytes, cursor.dueNanos(), new Outbox.Item(reports, Optional.of(part)));
  }

  private FragmentWriter.Place place(Cursor cursor) {
    if (cursor.nextChunk > 0) {
      return FragmentWriter.Place.LATER;
    }
    boolean last = cursor.next + 1 == cursor.end() && !plan.has(EncoderFault.NoEndOfStream.class);
    return last ? FragmentWriter.Place.FIRST_OF_LAST : FragmentWriter.Place.FIRST;
  }

  // The foreign muxers count what they write on a connection; ours counts a track's fragments, so
  // that a fragment that is sent again is the same to the byte. Chunks count on within the room
  // that a fragment has for them.
  private long sequenceNumber(Cursor cursor) {
    return switch (plan.delivery().dialect().style()) {
      case PIFF, CMAF ->
          (cursor.next - cursor.first) * chunkLength().countMax(fragmentTicks())
              + cursor.nextChunk
              + 1;
      case ISMV, ISMLMUX, FMP4 -> ++sequence;
    };
  }
}
