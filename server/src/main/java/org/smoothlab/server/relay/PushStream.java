package org.smoothlab.server.relay;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.FeedCursor;
import org.smoothlab.server.origin.FeedStep;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.StreamFeed;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.RunFields;

/**
 * One input stream on its way to one target: probe, then one long POST, again and again until all
 * of it is there.
 *
 * @see "[MS-SSTR] 2.2.7 and 3.3.4; Azure Media Services, fragmented MP4 live ingest, requirements"
 */
final class PushStream {
  /** Pieces that may be on their way: a slow target holds no more memory than these. */
  static final int UNSENT_MAX = 4;

  /** How long a target may take to answer a probe, or the end of the body. */
  static final long ANSWER_NANOS_MAX = 10_000_000_000L;

  /** How many of the longest fragments a target may be mute. */
  private static final int STALL_FRAGMENTS = 2;

  /** The end of all tracks: an empty {@code mfra}, [MS-SSTR] 3.3.4.2. */
  private static final Slice END_OF_STREAM = Slice.ofHex("00000008 6d667261");

  private final PushScope scope;
  private final StreamFeed feed;
  private final Runnable onDone;
  private final BackOff backOff;
  private final SentFragments sentFragments;
  private Stage stage = Stage.WAITING;
  private Desk.Alarm alarm = Desk.Alarm.NONE;
  private Optional<Attempt> attempt = Optional.empty();
  private String lastTrouble = "";

  private enum Stage {
    /** For the next attempt. */
    WAITING,
    PROBING,
    SENDING,
    /** For the answer to the whole body. */
    FINISHING,
    DONE
  }

  /**
   * @param onDone runs once, when there is nothing more to do
   */
  PushStream(PushScope scope, StreamFeed feed, Runnable onDone) {
    this.scope = scope;
    this.feed = feed;
    this.onDone = onDone;
    this.backOff =
        new BackOff(scope.settings().backOffMinNanos(), scope.settings().backOffMaxNanos());
    this.sentFragments = new SentFragments(scope.settings().resendCount());
    probe();
  }

  StreamFeed feed() {
    return feed;
  }

  /** Whether the target has begun to take it. */
  boolean isConnected() {
    return stage == Stage.SENDING || stage == Stage.FINISHING;
  }

  boolean isDone() {
    return stage == Stage.DONE;
  }

  /** There is something new in the feed. */
  void fed() {
    attempt.ifPresent(Attempt::fed);
  }

  /** Gives up at once. */
  void close() {
    stage = Stage.DONE;
    alarm.cancel();
    attempt.ifPresent(Attempt::cancel);
    attempt = Optional.empty();
  }

  // ---- attempts

  /** Something that is under way to the target. */
  private interface Attempt {
    void cancel();

    default void fed() {}
  }

  private void probe() {
    stage = Stage.PROBING;
    attempt = Optional.of(new Probe());
    alarmIn(ANSWER_NANOS_MAX, () -> lose("no answer to the probe", 0));
  }

  private void alarmIn(long nanos, Runnable work) {
    alarm.cancel();
    alarm = scope.desk().at(scope.desk().nowNanos() + nanos, work);
  }

  private void lose(String why, long fragmentsNotSent) {
    boolean isNews = isConnected() || !why.equals(lastTrouble);
    lastTrouble = why;
    attempt.ifPresent(Attempt::cancel);
    attempt = Optional.empty();
    stage = Stage.WAITING;
    alarmIn(backOff.failed(), this::probe);
    if (isNews) {
      scope.tell(
          new RelayEvent.PushLost(
              scope.point().path(),
              scope.target().shown(),
              feed.streamId(),
              why,
              fragmentsNotSent));
    }
  }

  private void finish(boolean endOfStream) {
    close();
    scope.tell(
        new RelayEvent.PushEnded(
            scope.point().path(), scope.target().shown(), feed.streamId(), endOfStream));
    onDone.run();
  }

  /** The empty POST that finds out whether the target would take a stream, and who it is. */
  private final class Probe implements Attempt, Listener {
    private final FollowedCall call;
    private final ErrorText text = new ErrorText();
    private int status;
    private String targetId = "";

    Probe() {
      FollowedCall.Way way =
          new FollowedCall.Way(
              scope.desk().carrier(), scope.target(), "POST", List.of(via(feed.lineage())));
      call = new FollowedCall(way, scope.target().stream(feed.eventId(), feed.streamId()), this);
    }

    @Override
    public void head(int newStatus, List<Header> headers) {
      status = newStatus;
      // The one who answers writes its name first, those between us behind it.
      List<String> hops = Lineage.read(FollowedCall.all(headers, "Via")).hops();
      targetId = hops.isEmpty() ? "" : hops.getFirst();
    }

    @Override
    public void bytes(Slice arrived) {
      text.add(arrived);
    }

    @Override
    public void completed() {
      // Refused for what has come through the target itself: it needs nothing of that.
      boolean loops = status == 508 && !targetId.isEmpty();
      if (status / 100 != 2 && !loops) {
        lose("the probe was " + text.of(status), 0);
      } else if (targetId.equals(scope.point().relayId())) {
        lose("the target is this very point", 0);
      } else if (!targetId.isEmpty() && feed.comesOnlyThrough(targetId)) {
        lose("all of the stream has come through the target", 0);
      } else {
        post(call.uri(), targetId);
      }
    }

    @Override
    public void failed(String why) {
      lose(why, 0);
    }

    @Override
    public void cancel() {
      call.cancel();
    }
  }

  private Header via(Lineage lineage) {
    return new Header("Via", lineage.plus(scope.point().relayId()).via());
  }

  private void post(URI uri, String targetId) {
    stage = Stage.SENDING;
    alarm.cancel();
    Post post = new Post(uri, targetId);
    attempt = Optional.of(post);
    lastTrouble = "";
    scope.tell(
        new RelayEvent.PushConnected(
            scope.point().path(), scope.target().shown(), feed.streamId()));
    post.fed();
  }

  /** The long POST. */
  private final class Post implements Attempt, Listener {
    private final Call call;
    private final FeedCursor cursor;
    private final Deque<Long> sentNanos = new ArrayDeque<>();
    private final ErrorText text = new ErrorText();
    private long longestNanos;
    private int status;
    private boolean endOfStream;

    Post(URI uri, String targetId) {
      OptionalLong from = sentFragments.from100ns();
      FeedCursor all =
          from.isPresent()
              ? feed.from(from.getAsLong())
              : feed.live(scope.settings().resendCount());
      cursor = targetId.isEmpty() ? all : all.excluding(targetId);
      List<Header> headers =
          new ArrayList<>(
              List.of(
                  new Header("Content-Type", "video/mp4"), via(feed.lineageExcluding(targetId))));
      headers.addAll(RunFields.clock(scope.point(), feed));
      Request request = scope.target().request("POST", uri, headers, true);
      call = scope.desk().carrier().call(request, this);
    }

    @Override
    public void fed() {
      while (stage == Stage.SENDING && status == 0 && sentNanos.size() < UNSENT_MAX) {
        switch (cursor.next()) {
          case FeedStep.Bytes bytes -> {
            remember(bytes);
            send(bytes.parts());
          }
          case FeedStep.Nothing() -> {
            return;
          }
          case FeedStep.Behind(long count) -> {
            // It cannot catch up: it goes on at the live edge.
            sentFragments.clear();
            lose("the target is too slow", count);
          }
          case FeedStep.Over(boolean ended) -> end(ended);
        }
      }
    }

    private void remember(FeedStep.Bytes bytes) {
      if (bytes instanceof FeedStep.Media media) {
        Timescale clock = media.track().stream().timescale();
        longestNanos =
            Math.max(
                longestNanos, Timescale.NANOS.rescaleFloor(media.time().durationTicks(), clock));
        sentFragments.add(media);
      }
    }

    private void send(List<Slice> parts) {
      sentNanos.add(scope.desk().nowNanos());
      if (sentNanos.size() == 1) {
        watch();
      }
      call.send(parts);
    }

    private void end(boolean ended) {
      endOfStream = ended;
      stage = Stage.FINISHING;
      if (ended) {
        send(List.of(END_OF_STREAM));
      }
      call.end();
      if (sentNanos.isEmpty()) {
        watch();
      }
    }

    @Override
    public void writable() {
      sentNanos.poll();
      backOff.succeeded();
      watch();
      fed();
    }

    /** What was handed in must leave in time, and the end be answered. */
    private void watch() {
      if (status != 0) {
        return;
      }
      if (!sentNanos.isEmpty()) {
        long stallNanos = Math.max(scope.settings().stallNanos(), STALL_FRAGMENTS * longestNanos);
        alarm.cancel();
        alarm =
            scope
                .desk()
                .at(
                    sentNanos.getFirst() + stallNanos,
                    () -> lose("the target takes nothing", sentNanos.size()));
      } else if (stage == Stage.FINISHING) {
        alarmIn(ANSWER_NANOS_MAX, () -> lose("no answer to the end of the body", 0));
      } else {
        alarm.cancel();
      }
    }

    @Override
    public void head(int newStatus, List<Header> headers) {
      status = newStatus;
      alarmIn(ANSWER_NANOS_MAX, () -> lose(text.of(status), 0));
    }

    @Override
    public void bytes(Slice arrived) {
      text.add(arrived);
    }

    @Override
    public void completed() {
      if (stage == Stage.FINISHING && status / 100 == 2) {
        finish(endOfStream);
      } else {
        lose(text.of(status), sentNanos.size());
      }
    }

    @Override
    public void failed(String why) {
      lose(status == 0 ? why : text.of(status), sentNanos.size());
    }

    @Override
    public void cancel() {
      call.cancel();
    }
  }
}
