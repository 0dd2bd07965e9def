package org.smoothlab.server.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.server.protocol.LivePlaylist.Part;
import org.smoothlab.server.protocol.LivePlaylist.Segment;

/**
 * Holds successive versions of one media playlist against what the standard asks of live ones.
 * Whoever fetches them tells the time; what is broken is collected, in words.
 *
 * @see "RFC 8216, 4.3.3, 6.2.1, 6.2.2; draft-pantos-hls-rfc8216bis, 4.4.4, 6.2.2"
 */
final class HlsLiveRules {
  /** What milliseconds and microseconds of dates and durations may add up to. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  private static final int TARGET_COUNT_MIN = 3;

  private final String name;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Owed> owed = new HashMap<>();
  private Optional<LivePlaylist> before = Optional.empty();
  private String beforeText = "";
  private long nowNanos;

  /**
   * A segment that viewers were told of.
   *
   * @param longestNanos duration of the longest version that had it
   * @param removedNanos when the first version came without it; the largest while none has
   */
  private record Owed(
      long firstSeenNanos, long durationNanos, long longestNanos, long removedNanos) {
    boolean isOwed(long nowNanos) {
      return nowNanos - durationNanos <= removedNanos
          && nowNanos <= firstSeenNanos + durationNanos + longestNanos;
    }
  }

  HlsLiveRules(String name) {
    this.name = name;
  }

  /** What was broken so far. */
  List<String> violations() {
    return violations;
  }

  /** The newest version; empty before the first. */
  Optional<LivePlaylist> newest() {
    return before;
  }

  /**
   * Takes the next version.
   *
   * @param atNanos when it was fetched; never falls
   */
  void take(String text, long atNanos) {
    nowNanos = atNanos;
    if (text.equals(beforeText)) {
      return;
    }
    try {
      LivePlaylist now = LivePlaylist.read(text);
      checkAlone(now);
      before.ifPresent(old -> checkAfter(old, now));
      remember(now);
      before = Optional.of(now);
      beforeText = text;
    } catch (LivePlaylist.SyntaxException e) {
      violations.add("%s: syntax (RFC 8216, 4): %s".formatted(where(), e.getMessage()));
    }
  }

  private String where() {
    return "%s at %d ms".formatted(name, nowNanos / 1_000_000);
  }

  private void require(boolean holds, String rule, Object expected, Object found) {
    if (!holds) {
      violations.add("%s: %s: expected %s, found %s".formatted(where(), rule, expected, found));
    }
  }

  private void requireEqual(String rule, Object expected, Object found) {
    require(expected.equals(found), rule, expected, found);
  }

  // ---- one version

  private void checkAlone(LivePlaylist now) {
    require(!now.segments().isEmpty(), "segments", "at least one", "none");
    Optional<Instant> next = now.segments().stream().findFirst().flatMap(Segment::at);
    require(next.isPresent(), "date of the first segment (RFC 8216, 6.2.1)", "one", "none");
    for (Segment segment : now.segments()) {
      long seconds = (segment.durationNanos() + 500_000_000) / 1_000_000_000;
      require(
          seconds <= now.head().targetSeconds(),
          "target duration (RFC 8216, 4.3.3.1)",
          "at most " + now.head().targetSeconds() + " s",
          segment.uri() + " of " + segment.durationNanos() + " ns");
      require(
          !segment.mapUri().isEmpty() || !segment.uri().endsWith(".m4s"),
          "initialization segment (RFC 8216, 3.3)",
          "#EXT-X-MAP",
          "none for " + segment.uri());
      checkDate(segment, next);
      next = segment.at().map(at -> at.plusNanos(segment.durationNanos()));
      checkParts(now, segment);
    }
    checkHint(now);
  }

  /** A date that is told is where the segment before it ends, unless there is a break. */
  private void checkDate(Segment segment, Optional<Instant> expected) {
    boolean goesOn = segment.isAtTold() && !segment.discontinuity();
    require(
        !goesOn || expected.isEmpty() || near(expected.get(), segment.at().orElseThrow()),
        "continuous dates (RFC 8216, 4.3.2.6)",
        expected.map(Instant::toString).orElse("any"),
        segment.at().map(Instant::toString).orElse("none") + " of " + segment.uri());
  }

  private static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(ROUNDING) <= 0;
  }

  private void checkParts(LivePlaylist now, Segment segment) {
    if (segment.parts().isEmpty()) {
      return;
    }
    segment.parts().forEach(part -> checkPart(now, part));
    long sumNanos = segment.parts().stream().mapToLong(Part::durationNanos).sum();
    require(
        Math.abs(sumNanos - segment.durationNanos()) <= ROUNDING.toNanos(),
        "parts of " + segment.uri() + " (rfc8216bis, 4.4.4.9)",
        segment.durationNanos() + " ns in all",
        sumNanos);
  }

  private void checkPart(LivePlaylist now, Part part) {
    long targetNanos = now.head().partTargetNanos().orElse(0);
    require(
        part.durationNanos() <= targetNanos,
        "part target (rfc8216bis, 4.4.3.7)",
        "at most " + targetNanos + " ns",
        part.uri() + " of " + part.durationNanos() + " ns");
  }

  private void checkHint(LivePlaylist now) {
    now.pending().forEach(part -> checkPart(now, part));
    boolean told = !now.hintUri().isEmpty();
    require(
        !told || !now.head().ended(), "hint (rfc8216bis, 4.4.5.3)", "none at the end", "a hint");
    boolean known =
        now.pending().stream().anyMatch(part -> part.uri().equals(now.hintUri()))
            || now.segments().stream()
                .flatMap(segment -> segment.parts().stream())
                .anyMatch(part -> part.uri().equals(now.hintUri()));
    require(!known, "hint (rfc8216bis, 4.4.5.3)", "a part that is not told yet", now.hintUri());
  }

  // ---- one version behind another

  private void checkAfter(LivePlaylist old, LivePlaylist now) {
    require(!old.head().ended(), "end (RFC 8216, 4.3.3.4)", "nothing after it", "a new version");
    requireEqual(
        "constant target duration (RFC 8216, 6.2.1)",
        old.head().targetSeconds(),
        now.head().targetSeconds());
    require(
        old.head().partTargetNanos().isEmpty()
            || now.head().partTargetNanos().isEmpty()
            || old.head().partTargetNanos().equals(now.head().partTargetNanos()),
        "constant part target (rfc8216bis, 4.4.3.7)",
        old.head().partTargetNanos(),
        now.head().partTargetNanos());
    long from = now.head().firstNumber();
    require(
        from >= old.head().firstNumber(),
        "media sequence (RFC 8216, 6.2.2)",
        "at least " + old.head().firstNumber(),
        from);
    require(
        now.endNumber() >= old.endNumber(),
        "segments are removed in order (RFC 8216, 6.2.1)",
        "the last to be " + (old.endNumber() - 1) + " or later",
        now.endNumber() - 1);
    long until = Math.min(old.endNumber(), now.endNumber());
    for (long number = Math.max(from, old.head().firstNumber()); number < until; number++) {
      checkSame(number, old.byNumber(number), now.byNumber(number));
    }
    checkRemoved(old, now);
    checkHintCame(old, now);
  }

  private void checkSame(long number, Segment old, Segment now) {
    String rule = "segment " + number + " stays (RFC 8216, 6.2.1)";
    requireEqual(rule, old.uri(), now.uri());
    requireEqual(rule + ", duration", old.durationNanos(), now.durationNanos());
    requireEqual(rule + ", discontinuity", old.discontinuity(), now.discontinuity());
    requireEqual(rule + ", gap", old.gap(), now.gap());
    requireEqual(rule + ", map", old.mapUri(), now.mapUri());
    require(
        old.at().isEmpty() || now.at().filter(at -> near(at, old.at().get())).isPresent(),
        rule + ", date",
        old.at(),
        now.at());
    require(
        old.parts().isEmpty() || now.parts().isEmpty() || old.parts().equals(now.parts()),
        rule + ", parts",
        old.parts(),
        now.parts());
  }

  private void checkRemoved(LivePlaylist old, LivePlaylist now) {
    long from = now.head().firstNumber();
    long removedCount = Math.clamp(from - old.head().firstNumber(), 0, old.segments().size());
    if (removedCount == 0) {
      return;
    }
    long discontinuityCount =
        old.segments().stream().limit(removedCount).filter(Segment::discontinuity).count();
    requireEqual(
        "discontinuity sequence (RFC 8216, 6.2.2)",
        old.head().firstDiscontinuity() + discontinuityCount,
        now.head().firstDiscontinuity());
    long leastNanos = TARGET_COUNT_MIN * now.head().targetSeconds() * 1_000_000_000;
    require(
        now.head().ended() || now.durationNanos() >= leastNanos,
        "what is left behind removed segments (RFC 8216, 6.2.2)",
        "at least " + leastNanos + " ns",
        now.durationNanos());
  }

  /** The first part behind those that were told is the one that was announced. */
  private void checkHintCame(LivePlaylist old, LivePlaylist now) {
    boolean grew = now.endNumber() > old.endNumber() || !now.pending().isEmpty();
    if (old.hintUri().isEmpty() || !grew) {
      return;
    }
    List<Part> came =
        now.endNumber() > old.endNumber() ? now.byNumber(old.endNumber()).parts() : now.pending();
    List<Part> told = old.pending();
    if (came.isEmpty()) {
      return;
    }
    boolean kept = came.size() >= told.size() && came.subList(0, told.size()).equals(told);
    require(kept, "parts are only added (rfc8216bis, 6.2.2)", told, came);
    if (kept && came.size() > told.size()) {
      requireEqual(
          "announced part (rfc8216bis, 4.4.5.3)", old.hintUri(), came.get(told.size()).uri());
    }
  }

  // ---- what viewers may still ask for

  private void remember(LivePlaylist now) {
    long longestNanos = now.durationNanos();
    Set<String> listed = new HashSet<>();
    for (Segment segment : now.segments()) {
      if (!segment.gap()) {
        listed.add(segment.uri());
        owed.merge(
            segment.uri(),
            new Owed(nowNanos, segment.durationNanos(), longestNanos, Long.MAX_VALUE),
            (known, _) ->
                new Owed(
                    known.firstSeenNanos,
                    known.durationNanos,
                    Math.max(known.longestNanos, longestNanos),
                    Long.MAX_VALUE));
      }
    }
    owed.replaceAll((uri, each) ->
        listed.contains(uri) || each.removedNanos != Long.MAX_VALUE
            ? each
            : new Owed(each.firstSeenNanos, each.durationNanos, each.longestNanos, nowNanos));
    owed.values().removeIf(each -> !each.isOwed(nowNanos));
  }

  /**
   * Segments that no version has any more and that must still be there: who has just been told of
   * one gets it for as long as it lasts, unless it was told for so long, and the longest version
   * that had it, that nobody needs it.
   *
   * @see "draft-pantos-hls-rfc8216bis, 6.2.2"
   */
  List<String> removedButOwed(long atNanos) {
    return owed.entrySet().stream()
        .filter(each -> each.getValue().removedNanos != Long.MAX_VALUE)
        .filter(each -> each.getValue().isOwed(atNanos))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  // ---- all playlists of an event

  /**
   * What is not alike in playlists of one moment: target durations, dates and discontinuities by
   * media sequence number.
   *
   * @see "RFC 8216, 6.2.4"
   */
  static List<String> notAlike(List<HlsLiveRules> all) {
    List<String> found = new ArrayList<>();
    for (HlsLiveRules other : all.subList(1, all.size())) {
      all.getFirst()
          .before
          .ifPresent(one ->
              other.before.ifPresent(
                  two -> compare(all.getFirst().name + " and " + other.where(), one, two, found)));
    }
    return found;
  }

  private static void compare(
      String names, LivePlaylist one, LivePlaylist two, List<String> found) {
    if (one.head().targetSeconds() != two.head().targetSeconds()) {
      found.add(
          "%s: equal target durations (RFC 8216, 6.2.4): expected %d, found %d"
              .formatted(names, one.head().targetSeconds(), two.head().targetSeconds()));
    }
    long until = Math.min(one.endNumber(), two.endNumber());
    for (long number = Math.max(one.head().firstNumber(), two.head().firstNumber());
        number < until;
        number++) {
      Segment left = one.byNumber(number);
      Segment right = two.byNumber(number);
      boolean same =
          left.discontinuity() == right.discontinuity()
              && left.at().isPresent()
              && right.at().isPresent()
              && near(left.at().get(), right.at().get());
      if (!same) {
        found.add(
            "%s: segment %d alike (RFC 8216, 6.2.4): expected %s, found %s"
                .formatted(names, number, left.at(), right.at()));
      }
    }
  }
}
