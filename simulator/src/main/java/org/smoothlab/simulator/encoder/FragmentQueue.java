package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.ClipTrack;

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
  private long first;
  private long sequence;

  FragmentQueue(EncoderPlan plan, int postIndex, List<ClipTrack> tracks, Capture capture) {
    this.plan = plan;
    this.streamId = plan.target().layout().streamId(plan.target().streamId(), postIndex);
    this.capture = capture;
    this.first = capture.firstFragment();
    Dialect dialect = plan.delivery().dialect();
    for (ClipTrack track : tracks) {
      Slice parameterSets = HeaderWriter.parameterSets(dialect, track);
      Airtime airtime = plan.programme().lineup().airtime(track);
      cursors.add(new Cursor(HeaderWriter.clocked(dialect, track), airtime, parameterSets));
    }
  }

  /** One track's place in the programme. */
  private final class Cursor {
    private final ClipTrack track;
    private final FragmentWriter writer;
    private final Airtime airtime;
    private long next;
    private long reached;
    private long reachedBefore;

    private Cursor(ClipTrack track, Airtime airtime, Slice parameterSets) {
      this.track = track;
      this.airtime = airtime;
      this.writer = new FragmentWriter(plan.delivery().dialect(), track.info(), parameterSets);
      beginAt(first);
    }

    private void beginAt(long fragment) {
      next = Math.max(fragment, capture.firstFragment() + airtime.firstFragment());
      reached = next;
      reachedBefore = next;
    }

    private long earliest() {
      return Math.max(first, capture.firstFragment() + airtime.firstFragment());
    }

    private Timescale timescale() {
      return track.info().stream().timescale();
    }

    private FragmentTime span() {
      FragmentTime span = plan.programme().span(next, timescale());
      boolean priming =
          plan.delivery().dialect().style() == Dialect.Style.ISMV
              && next == 0
              && track.info().stream().kind() == StreamKind.AUDIO;
      return priming ? track.withPriming(span) : span;
    }

    // When the last sample of the next fragment is captured.
    private long dueNanos() {
      long endTicks = track.timeOf(span()).endTicks();
      return capture.dueNanos(Timescale.SMOOTH.rescaleFloor(endTicks, timescale()));
    }

    // The fragment behind the last one.
    private long end() {
      long count = Math.min(plan.programme().fragmentCount(), airtime.endFragment());
      return count == Programme.ENDLESS ? count : capture.firstFragment() + count;
    }

    private boolean finished() {
      return next >= end();
    }
  }

  /**
   * A fragment, ready to be sent.
   *
   * @param bytes in pieces
   * @param dueNanos when its last sample is captured
   * @param item to be told of when it has left
   */
  record Ready(List<Slice> bytes, long dueNanos, Outbox.Item item) {}

  /** When the next fragment is due; {@link Long#MIN_VALUE} if none is left. */
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
    return late && dueNanos != Long.MIN_VALUE
        ? dueNanos - plan.programme().fragmentNanos()
        : Long.MIN_VALUE;
  }

  /** Whether every fragment has been taken. */
  boolean finished() {
    return earliest().isEmpty();
  }

  /** Cuts the next fragment, due or not. It stays the next one until {@link #sent}. */
  Optional<Ready> next() {
    return earliest().map(this::make);
  }

  /** A fragment is being sent to its last byte: the one behind it comes next. */
  void sent(Outbox.Item fragment) {
    find(fragment).ifPresent(cursor -> cursor.next = fragment.fragmentIndex() + 1);
  }

  /** Its last byte has left. */
  void left(Outbox.Item fragment) {
    find(fragment)
        .ifPresent(
            cursor -> cursor.reached = Math.max(cursor.reached, fragment.fragmentIndex() + 1));
  }

  private Optional<Cursor> find(Outbox.Item fragment) {
    return fragment.report() instanceof EncoderReport.FragmentSent sent
        ? cursors.stream()
            .filter(cursor -> cursor.track.info().id().equals(sent.track()))
            .findFirst()
        : Optional.empty();
  }

  /** Goes on on a new connection: a little is sent again, in case it did not arrive. */
  void reconnected() {
    sequence = 0;
    for (Cursor cursor : cursors) {
      cursor.next = Math.max(cursor.earliest(), cursor.reached - RESENT_FRAGMENTS);
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
    long capturing = capture.fragmentAt(nowNanos);
    List<EncoderReport> reports = new ArrayList<>();
    long latest = first;
    for (Cursor cursor : cursors) {
      if (cursor.reached < capturing) {
        reports.add(leftOut(cursor, capturing - cursor.reached, "lost in a restart"));
      }
      latest = Math.max(latest, Math.max(cursor.reached, capturing));
    }
    beginAt(latest);
    return reports;
  }

  /** Begins the programme again, as the capture has done. */
  void beginAgain() {
    beginAt(capture.firstFragment());
  }

  private void beginAt(long fragment) {
    first = fragment;
    cursors.forEach(cursor -> cursor.beginAt(fragment));
  }

  /** The tracks, with the clocks they have on the wire. */
  List<TrackInfo> tracks() {
    return cursors.stream().map(cursor -> cursor.track.info()).toList();
  }

  /** Moves past what is to be left out, and tells of it. */
  List<EncoderReport> leaveOut(long nowNanos) {
    List<EncoderReport> reports = new ArrayList<>();
    for (Cursor cursor : cursors) {
      long behind = Math.min(capture.fragmentAt(nowNanos), cursor.end()) - cursor.next;
      long tooMany = behind - backlogFragmentsMax();
      if (tooMany > 0) {
        reports.add(leftOut(cursor, tooMany, "too far behind"));
        cursor.next += tooMany;
      }
      plan.faults(EncoderFault.Skip.class)
          .forEach(skip -> {
            long index = cursor.next - capture.firstFragment();
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
        streamId, cursor.track.info().id(), fragmentCount, why);
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
    List<Sample> samples = cursor.track.cut(cursor.span());
    long offsetTicks =
        cursor
            .timescale()
            .rescaleFloor(
                capture.offsetTicks(cursor.next * plan.programme().fragmentTicks()),
                Timescale.SMOOTH);
    long startTicks = Math.addExact(samples.getFirst().decodeTicks(), offsetTicks);
    List<Slice> bytes = cursor.writer.write(sequenceNumber(cursor), startTicks, samples);
    EncoderReport.FragmentSent report =
        new EncoderReport.FragmentSent(
            streamId,
            cursor.track.info().id(),
            FragmentWriter.timeOf(startTicks, samples),
            bytes.stream().mapToLong(Slice::size).sum());
    return new Ready(bytes, cursor.dueNanos(), new Outbox.Item(report, cursor.next));
  }

  // The foreign muxers count what they write on a connection; ours counts a track's fragments, so
  // that a fragment that is sent again is the same to the byte.
  private long sequenceNumber(Cursor cursor) {
    return switch (plan.delivery().dialect().style()) {
      case PIFF -> cursor.next - first + 1;
      case ISMV, ISMLMUX -> ++sequence;
    };
  }
}
