package org.smoothlab.simulator;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.simulator.content.Presentation;
import org.smoothlab.simulator.encoder.EncoderProfile;
import org.smoothlab.simulator.encoder.EncoderProfile.Habit;
import org.smoothlab.simulator.encoder.MediaStart;

/**
 * Where media time is to begin.
 *
 * @param start as given with {@code --start}
 * @param realtime as given with {@code --realtime}: ticks, or {@code now}
 * @param profile whose way it is if neither is given
 */
record StartChoice(Optional<String> start, Optional<String> realtime, EncoderProfile profile) {
  private static final long NANOS_PER_TICK = 100;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /**
   * The moment of the start on the timeline.
   *
   * @throws UsageException if the options contradict each other, or are no start
   */
  MediaStart begin(EncodeSource source, Instant now) throws UsageException {
    if (start.isPresent() && realtime.isPresent()) {
      throw new UsageException("--start and --realtime contradict each other");
    }
    long epochNanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    String where = start.or(() -> realtime).orElseGet(() -> usual(source)).toLowerCase(Locale.ROOT);
    MediaStart begin =
        switch (where) {
          case "zero" -> MediaStart.zero();
          case "clock" -> MediaStart.clock(epochNanos);
          case "epoch" -> MediaStart.epoch(epochNanos);
          case "now" -> MediaStart.ticks(epochNanos / NANOS_PER_TICK);
          default -> MediaStart.ticks(ticks(where));
        };
    MediaStart dated = begin.at(epochNanos);
    return source.presentation().isEmpty() ? dated : within(dated, source, where.equals("zero"));
  }

  private String usual(EncodeSource source) {
    if (profile.does(Habit.DATED)) {
      return "now";
    }
    if (profile.does(Habit.EPOCH)) {
      return "epoch";
    }
    return source.presentation().isEmpty() ? "clock" : "zero";
  }

  /**
   * A recording begins where it begins. Round and round it can be joined anywhere, so that encoders
   * that start at different moments show the same; else its own times are moved.
   */
  private static MediaStart within(MediaStart begin, EncodeSource source, boolean asRecorded) {
    Presentation presentation = source.presentation().orElseThrow();
    long firstTicks = Math.max(0, presentation.startTicks());
    if (asRecorded) {
      return begin.showing(firstTicks);
    }
    boolean joins = source.endless() && begin.captureTicks() >= firstTicks && isClock(begin);
    return joins
        ? begin
        : begin
            .offsetBy(begin.captureTicks() + begin.offsetTicks() - presentation.startTicks())
            .showing(firstTicks);
  }

  private static boolean isClock(MediaStart begin) {
    return begin.captureTicks() > 0;
  }

  private static long ticks(String text) throws UsageException {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException _) {
      throw new UsageException(
          "'" + text + "' is no start; write clock, epoch, zero or a number of ticks of 100 ns");
    }
  }
}
