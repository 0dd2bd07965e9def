package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;

/** From when another server wants a stream. Times are in units of 100 ns and may be negative. */
sealed interface FeedQuery {
  /** Fragments of each track that a piece of the past has at most; who asks for more gets these. */
  int COUNT_MAX = 64;

  /** Fragments of each track, where nobody says how many. */
  int COUNT_DEFAULT = 8;

  /** The newest there is, and all that comes. */
  record Live() implements FeedQuery {}

  /** What starts then or later, and all that comes. */
  record From(long startTicks) implements FeedQuery {}

  /**
   * A piece of the past.
   *
   * @param afterTicks nothing starts before
   * @param beforeTicks all start before
   * @param count the newest so many of each track
   */
  record Past(long afterTicks, long beforeTicks, int count) implements FeedQuery {}

  /**
   * Reads the query of a target; names that are none of these are somebody else's.
   *
   * @throws MalformedMediaException if a value is no number, or they do not go together
   */
  static FeedQuery read(String target) throws MalformedMediaException {
    Optional<Long> from = find(target, "from");
    Optional<Long> before = find(target, "before");
    Optional<Long> after = find(target, "after");
    Optional<Long> count = find(target, "count");
    if (before.isEmpty() && (after.isPresent() || count.isPresent())) {
      throw new MalformedMediaException("after and count need before: nothing else has an end");
    }
    if (before.isPresent() && from.isPresent()) {
      throw new MalformedMediaException("from and before: expected one of them");
    }
    if (count.isPresent() && count.get() < 1) {
      throw new MalformedMediaException("count=" + count.get() + ", expected at least 1");
    }
    if (before.isPresent()) {
      return new Past(
          after.orElse(Long.MIN_VALUE),
          before.get(),
          (int) Math.min(COUNT_MAX, count.orElse((long) COUNT_DEFAULT)));
    }
    return from.isPresent() ? new From(from.get()) : new Live();
  }

  private static Optional<Long> find(String target, String name) throws MalformedMediaException {
    int query = target.indexOf('?');
    if (query < 0) {
      return Optional.empty();
    }
    for (String pair : target.substring(query + 1).split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        String value = pair.substring(name.length() + 1);
        try {
          return Optional.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
          throw new MalformedMediaException(
              "%s=%s, expected a whole number of 100 ns or of fragments"
                  .formatted(name, value.length() <= 32 ? value : value.substring(0, 32) + "…"),
              e);
        }
      }
    }
    return Optional.empty();
  }
}
