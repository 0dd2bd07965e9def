package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * A publishing point in virtual time, with a recorder that finishes its files only when told to:
 * transient states last until then.
 */
final class PointOnStage {
  static final String PATH = "/live/event.isml";
  static final long SECOND = 1_000_000_000L;
  static final int IDLE_AFTER_SECONDS = 60;

  /** Starts and restarts by itself, is archived, and goes back to Idle after a minute. */
  static final PointSettings SETTINGS =
      PointSettings.DEFAULT
          .withLookAheadChunks(0)
          .withAutoStart(true)
          .withAutoRestartOnEncoderReconnect(true)
          .withIdleAfterSeconds(IDLE_AFTER_SECONDS);

  final EffectLog log = new EffectLog();
  final Origin origin;
  final PublishingPoint point;
  private final ArrayDeque<Long> unfinishedRuns = new ArrayDeque<>();
  private int connectionCount;
  Optional<Source> source = Optional.empty();
  long nowNanos;

  PointOnStage(PointSettings settings) {
    this(settings, OriginSettings.DEFAULT.with(Role.ARCHIVE));
  }

  PointOnStage(PointSettings settings, OriginSettings originSettings) {
    origin =
        new Origin(
            originSettings,
            new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0),
            effect -> {
              log.accept(effect);
              if (effect instanceof Effect.RunEnded ended) {
                unfinishedRuns.add(ended.runNumber());
              }
            });
    point = origin.create(PATH, settings);
  }

  /** A point that came to this state by an ordinary way. */
  static PointOnStage in(PointState state, PointSettings settings) {
    PointOnStage stage = new PointOnStage(settings);
    switch (state) {
      case IDLE -> {}
      case STARTING -> stage.command(Target.STARTED);
      case STARTED -> stage.start();
      case STOPPING -> {
        stage.start();
        stage.command(Target.STOPPED);
      }
      case STOPPED -> {
        stage.start();
        stage.command(Target.STOPPED);
        stage.finishFiles();
      }
      case SHUTTING_DOWN -> {
        stage.start();
        stage.command(Target.IDLE);
      }
      case ERROR -> {
        stage.start();
        stage.point.fail(new PointFault(PointFault.DISK_FULL, "the disk is full"), stage.nowNanos);
      }
    }
    assertThat(stage.point.state()).isEqualTo(state);
    return stage;
  }

  Commanded command(Target target) {
    return point.command(target, nowNanos);
  }

  /** An encoder of event {@code one} delivers two fragments. */
  void start() {
    command(Target.STARTED);
    assertThat(connect("one")).isEmpty();
    for (int i = 0; i < 2; i++) {
      assertThat(source.orElseThrow().deliver(HIGH.fragment(i), nowNanos)).isEmpty();
    }
    assertThat(point.state()).isEqualTo(PointState.STARTED);
  }

  /** A new connection opens and announces itself; present when it is refused. */
  Optional<Refusal> connect(String eventId) {
    connectionCount++;
    SourceId id = new SourceId(eventId, "a", "e:" + connectionCount);
    return switch (point.open(id, nowNanos)) {
      case Admission.Denied(Refusal refusal) -> Optional.of(refusal);
      case Admission.Admitted(Source admitted) -> {
        source = Optional.of(admitted);
        yield admitted.announce(new Announcement(List.of(HIGH.info()), List.of()), nowNanos);
      }
    };
  }

  void disconnect() {
    source.ifPresent(gone -> gone.close(Effect.EndCause.LOST, "reset", nowNanos));
    source = Optional.empty();
  }

  /** The recorder finishes the files of all runs that have ended. */
  void finishFiles() {
    while (!unfinishedRuns.isEmpty()) {
      point.recordingClosed(unfinishedRuns.removeFirst(), nowNanos);
    }
  }

  /** Time passes, and the origin does what becomes due in it. */
  void pass(long nanos) {
    long untilNanos = nowNanos + nanos;
    long dueNanos = origin.advance(nowNanos);
    int turnCount = 0;
    while (dueNanos <= untilNanos) {
      nowNanos = Math.max(nowNanos, dueNanos);
      dueNanos = origin.advance(nowNanos);
      turnCount++;
      assertThat(turnCount).as("turns of the timer").isLessThan(10_000);
    }
    nowNanos = untilNanos;
  }

  List<PointState> states() {
    return log.all(Effect.StateChanged.class).stream().map(Effect.StateChanged::to).toList();
  }
}
