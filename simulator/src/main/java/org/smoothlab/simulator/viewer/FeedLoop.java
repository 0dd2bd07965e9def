package org.smoothlab.simulator.viewer;

import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.trace.Irregularity;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Fetches the fragments of one stream, one after the other. */
final class FeedLoop {
  private final StreamFeed feed;
  private final ViewerSettings settings;
  private final Servers servers;
  private final Outbox out;
  private Optional<Pending> pending = Optional.empty();
  private int level;
  private int fragmentsSinceSwitch;
  private int refusalCount;
  private long notBeforeNanos;

  /** A fragment that has come, with what it cost. */
  record Taken(FragmentTime time, long bodyBytes, long transferNanos) {}

  /** What came of an answer. */
  sealed interface Outcome {
    /** A fragment. */
    record Appended(Taken taken) implements Outcome {}

    /** Nothing yet: it will be asked for again, or skipped. */
    record Refused() implements Outcome {}

    /** Only a new manifest can help. */
    record NeedsManifest() implements Outcome {}

    /** The position has left the window. */
    record LeftWindow() implements Outcome {}
  }

  private static final class Pending {
    final int requestId;
    final FragmentTime time;
    final int level;
    final long sentNanos;
    final FragmentBody body = new FragmentBody();
    long headNanos;
    int status;
    Optional<String> broken = Optional.empty();

    Pending(int requestId, FragmentTime time, int level, long sentNanos) {
      this.requestId = requestId;
      this.time = time;
      this.level = level;
      this.sentNanos = sentNanos;
    }
  }

  FeedLoop(StreamFeed feed, ViewerSettings settings, Servers servers, Outbox out) {
    this.feed = feed;
    this.settings = settings;
    this.servers = servers;
    this.out = out;
    this.level = Math.min(settings.startLevel(), feed.bitratesBps().size() - 1);
  }

  StreamFeed feed() {
    return feed;
  }

  boolean owns(int requestId) {
    return pending.filter(asked -> asked.requestId == requestId).isPresent();
  }

  boolean isWaiting() {
    return pending.isPresent();
  }

  Optional<Long> sentNanos() {
    return pending.map(asked -> asked.sentNanos);
  }

  long notBeforeNanos() {
    return notBeforeNanos;
  }

  /** What the answer to the last request began with; 0 while there is none. */
  int status() {
    return pending.map(asked -> asked.status).orElse(0);
  }

  /** Asks for the next fragment, which is known. */
  void fetchNext(AbrRule.Buffer buffer, OptionalLong throughputBps, long nowNanos) {
    FragmentTime next = feed.next().orElseThrow();
    // What was refused is asked for again at the level that the retry rule has chosen.
    if (refusalCount == 0) {
      AbrRule.Buffer counted =
          new AbrRule.Buffer(buffer.aheadNanos(), buffer.maxNanos(), fragmentsSinceSwitch);
      AbrRule.State state = new AbrRule.State(feed.bitratesBps(), level, counted, throughputBps);
      switchTo(settings.rule().choose(state));
    }
    int requestId = out.fetch(feed.uri(servers.manifest(), level, next));
    pending = Optional.of(new Pending(requestId, next, level, nowNanos));
  }

  void head(int status, long nowNanos) {
    pending.orElseThrow().status = status;
    pending.orElseThrow().headNanos = nowNanos;
  }

  void arrived(Slice bytes) {
    Pending asked = pending.orElseThrow();
    if (asked.status != 200 || asked.broken.isPresent()) {
      return;
    }
    try {
      asked.body.add(bytes);
    } catch (MalformedMediaException notAFragment) {
      asked.broken = Optional.of(String.valueOf(notAFragment.getMessage()));
    }
  }

  Outcome completed(long nowNanos) {
    Pending asked = pending.orElseThrow();
    if (asked.status != 200) {
      return refused(asked.status, "refused", nowNanos);
    }
    pending = Optional.empty();
    refusalCount = 0;
    FragmentBody.Times times;
    try {
      times = readBody(asked);
    } catch (MalformedMediaException notAFragment) {
      out.irregular(Irregularity.NOT_A_FRAGMENT, what(asked) + ": " + notAFragment.getMessage());
      feed.skip(asked.time);
      return new Outcome.Refused();
    }
    fragmentsSinceSwitch++;
    feed.take(asked.time, times).forEach(out::note);
    note(asked, times, nowNanos);
    return new Outcome.Appended(
        new Taken(times.time(), asked.body.bodyBytes(), nowNanos - asked.headNanos));
  }

  /**
   * It was not to be had.
   *
   * @param status 0 when no answer came
   */
  Outcome refused(int status, String why, long nowNanos) {
    Pending asked = pending.orElseThrow();
    pending = Optional.empty();
    refusalCount++;
    if (!RetryRule.expects(status)) {
      out.irregular(Irregularity.UNEXPECTED_STATUS, what(asked) + ": " + status);
    }
    int levelCount = feed.bitratesBps().size();
    RetryRule.Asked request = new RetryRule.Asked(feed.durationNanos(asked.time), levelCount);
    return switch (RetryRule.decide(status, refusalCount, request)) {
      case RetryRule.Decision.Again(long waitNanos) -> {
        notBeforeNanos = nowNanos + waitNanos;
        out.note(new ViewerEvent.BackedOff(what(asked) + ": " + why, status, waitNanos));
        yield new Outcome.Refused();
      }
      case RetryRule.Decision.OtherLevel() -> {
        switchTo((level + levelCount - 1) % levelCount);
        yield new Outcome.Refused();
      }
      case RetryRule.Decision.Skip() -> skip(asked);
      case RetryRule.Decision.Rejoin() -> new Outcome.LeftWindow();
    };
  }

  /** The answer takes too long. */
  Outcome giveUp(long nowNanos) {
    out.cancel(pending.orElseThrow().requestId);
    return refused(0, "too slow", nowNanos);
  }

  /** Gives up what it is waiting for. */
  void cancel() {
    pending.ifPresent(asked -> out.cancel(asked.requestId));
    pending = Optional.empty();
  }

  /** Begins here, with all that was refused forgotten. */
  void startAt(FragmentTime first) {
    askAnew();
    feed.startAt(first);
  }

  /** Asks another server for what this one did not give. */
  void askAnew() {
    cancel();
    refusalCount = 0;
    notBeforeNanos = 0;
  }

  private Outcome skip(Pending asked) {
    refusalCount = 0;
    if (feed.knowsMore()) {
      feed.skip(asked.time);
      return new Outcome.Refused();
    }
    return new Outcome.NeedsManifest();
  }

  private static FragmentBody.Times readBody(Pending asked) throws MalformedMediaException {
    if (asked.broken.isPresent()) {
      throw new MalformedMediaException(asked.broken.get());
    }
    return asked.body.read();
  }

  private void note(Pending asked, FragmentBody.Times times, long nowNanos) {
    out.note(
        new ViewerEvent.FragmentArrived(
            feed.track(asked.level),
            times.time(),
            feed.durationNanos(times.time()),
            new ViewerEvent.Transfer(
                asked.body.bodyBytes(), nowNanos - asked.sentNanos, times.hash())));
  }

  private void switchTo(int newLevel) {
    if (newLevel != level) {
      long fromBps = feed.bitratesBps().get(level);
      long toBps = feed.bitratesBps().get(newLevel);
      out.note(new ViewerEvent.Switched(feed.name(), fromBps, toBps));
      level = newLevel;
      fragmentsSinceSwitch = 0;
    }
  }

  private String what(Pending asked) {
    return feed.track(asked.level) + " at " + asked.time.startTicks();
  }
}
