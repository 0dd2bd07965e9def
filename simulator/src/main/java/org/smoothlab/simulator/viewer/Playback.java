package org.smoothlab.simulator.viewer;

import java.util.Optional;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Whether the viewer's picture moves, and what it has cost to get there. */
final class Playback {
  /**
   * So much must be buffered before the picture moves, at the start and after a stall. Audio and
   * video fragments end at different times: with less, the first ones could be a frame's worth.
   */
  private static final long START_NANOS = 1_000_000_000L;

  private PlaybackBuffer buffer;
  private final Notes notes;
  private Phase phase = Phase.STARTING;
  private long sinceNanos;
  private long playedToNanos;
  private boolean finishing;

  private enum Phase {
    STARTING,
    PLAYING,
    STALLED,
    ENDED
  }

  /** Where events go. */
  interface Notes {
    void note(ViewerEvent event);
  }

  Playback(PlaybackBuffer buffer, Notes notes) {
    this.buffer = buffer;
    this.notes = notes;
  }

  void started(long nowNanos) {
    sinceNanos = nowNanos;
    playedToNanos = nowNanos;
  }

  /** Plays what will come into {@code newBuffer}. */
  void playFrom(PlaybackBuffer newBuffer) {
    buffer = newBuffer;
  }

  /** Lets the picture move up to now; a dry buffer stalls it. */
  void playTo(long nowNanos) {
    long left = nowNanos - playedToNanos;
    while (phase == Phase.PLAYING && left >= 0) {
      long step = Math.min(left, buffer.aheadNanos());
      buffer.play(step);
      left -= step;
      if (buffer.aheadNanos() > 0) {
        break;
      }
      if (!jump()) {
        runDry(nowNanos - left);
      }
    }
    playedToNanos = nowNanos;
  }

  /** There may be more to play now: starts or resumes. */
  void filled(long nowNanos) {
    if (phase == Phase.STALLED) {
      jump();
    }
    if (buffer.aheadNanos() < (finishing ? 1 : START_NANOS)) {
      return;
    }
    if (phase == Phase.STARTING) {
      notes.note(new ViewerEvent.PlaybackStarted(nowNanos - sinceNanos));
      phase = Phase.PLAYING;
    } else if (phase == Phase.STALLED) {
      notes.note(new ViewerEvent.Resumed(nowNanos - sinceNanos));
      phase = Phase.PLAYING;
    }
  }

  /** Whether all there is has been fetched: a dry buffer then is the end and no stall. */
  void allFetched(boolean all, long nowNanos) {
    finishing = all;
    if (finishing) {
      filled(nowNanos);
    }
    if (finishing && phase != Phase.PLAYING) {
      end(nowNanos);
    }
  }

  boolean hasEnded() {
    return phase == Phase.ENDED;
  }

  /** Ends now, whatever is left. */
  void end(long nowNanos) {
    if (phase == Phase.STALLED && nowNanos > sinceNanos) {
      notes.note(new ViewerEvent.Resumed(nowNanos - sinceNanos));
    }
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      notes.note(new ViewerEvent.Ended(buffer.playedNanos()));
    }
  }

  /** When the buffer will be dry; empty while the picture stands. */
  Optional<Long> dryAtNanos() {
    return phase == Phase.PLAYING
        ? Optional.of(playedToNanos + buffer.aheadNanos())
        : Optional.empty();
  }

  private void runDry(long atNanos) {
    if (finishing) {
      end(atNanos);
      return;
    }
    phase = Phase.STALLED;
    sinceNanos = atNanos;
    notes.note(new ViewerEvent.Stalled(buffer.positionNanos().orElse(0L)));
  }

  private boolean jump() {
    Optional<PlaybackBuffer.Jump> jump = buffer.jump();
    jump.ifPresent(made -> notes.note(new ViewerEvent.Skipped(made.fromNanos(), made.toNanos())));
    return jump.isPresent();
  }
}
