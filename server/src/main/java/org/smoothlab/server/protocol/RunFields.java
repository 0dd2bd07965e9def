package org.smoothlab.server.protocol;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.origin.StreamFeed;

/**
 * What one origin tells another about the run that its streams are of, in fields of our own that
 * other servers neither send nor read.
 */
public final class RunFields {
  /** Tells runs of a source apart, behind a restart of its process, too: a token. */
  public static final String RUN = "Smoothlab-Run";

  /**
   * The wall time of media time 0, as ISO 8601 has it, in UTC: an origin that comes late has seen
   * no first fragment arrive, and must not guess another.
   */
  public static final String CLOCK = "Smoothlab-Run-Clock";

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private RunFields() {}

  static Header run(StreamFeed feed) {
    return new Header(RUN, feed.runTag());
  }

  /** The clock of the run that a feed is of; none before its first fragment. */
  public static List<Header> clock(PublishingPoint point, StreamFeed feed) {
    PointView view = point.view();
    return view.runNumber() == feed.runNumber()
        ? view.runClock().map(clock -> new Header(CLOCK, clock.zero().toString())).stream().toList()
        : List.of();
  }

  /**
   * The clock that somebody tells.
   *
   * @param field of {@link #CLOCK}; empty when it was not sent
   * @throws MalformedMediaException if it is no time of four-digit years
   */
  public static Optional<RunClock> readClock(Optional<String> field)
      throws MalformedMediaException {
    if (field.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant zero = Instant.parse(field.get().strip());
      if (!zero.isBefore(EARLIEST) && !zero.isAfter(LATEST)) {
        return Optional.of(new RunClock(zero));
      }
    } catch (DateTimeParseException e) {
      // Told below, with what was expected.
    }
    throw new MalformedMediaException(
        "%s: expected a time as 2026-01-31T12:00:00Z, found %s".formatted(CLOCK, field.get()));
  }
}
