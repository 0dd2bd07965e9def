package org.smoothlab.server.relay;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.PastBlock;
import org.smoothlab.server.protocol.Reply;

/**
 * One request for a piece of the past of one stream. Answered once, in bounded time: a server that
 * does not know what is asked may send its live stream for ever.
 */
final class PastQuery implements Listener {
  /** A piece has many fragments: it may take so many times what a list of streams may. */
  private static final int PATIENCE = 2;

  private final Desk desk;
  private final PullStream live;
  private final Consumer<Answer> onAnswer;
  private final IngestSession session;
  private final FollowedCall call;
  private final Desk.Alarm deadline;
  private final ErrorText errorText = new ErrorText();
  private int status;
  private boolean over;

  /** What came of it. */
  sealed interface Answer {
    /** It came to its end and was handed to the point. */
    record Block(PastBlock.Outcome outcome) implements Answer {}

    /** Nothing was taken; fewer fragments may go better. */
    record Failed(String why) implements Answer {}
  }

  /**
   * @param peer who is asked
   * @param uri with the span
   * @param live of the same source
   * @param source its way into the point
   */
  record Question(PeerUrl peer, URI uri, PullStream live, Source source) {}

  PastQuery(PullScope scope, Question question, Consumer<Answer> onAnswer) {
    this.desk = scope.desk();
    this.live = question.live;
    this.onAnswer = onAnswer;
    this.session = IngestSession.past(question.source, scope.boxLimits(), desk.nowNanos());
    FollowedCall.Way way =
        new FollowedCall.Way(desk.carrier(), question.peer, "GET", List.of(scope.via()));
    this.call = new FollowedCall(way, question.uri, this);
    long patienceNanos = PATIENCE * scope.settings().patience().answerNanos();
    this.deadline =
        desk.at(
            desk.nowNanos() + patienceNanos,
            () -> fail("no end of it within %d ms".formatted(patienceNanos / 1_000_000)));
  }

  void cancel() {
    over = true;
    deadline.cancel();
    call.cancel();
  }

  private void answer(Answer answer) {
    if (!over) {
      cancel();
      onAnswer.accept(answer);
    }
  }

  private void fail(String why) {
    answer(new Answer.Failed(call.uri() + ": " + why));
  }

  @Override
  public void head(int newStatus, List<Header> headers) {
    status = newStatus;
    String type = FollowedCall.find(headers, "Content-Type").orElse("nothing");
    if (status == 200 && !type.startsWith("video/mp4")) {
      fail("answered %s, expected video/mp4".formatted(type));
    }
  }

  @Override
  public void bytes(Slice arrived) {
    if (over || isAlone()) {
      return;
    }
    if (status != 200) {
      errorText.add(arrived);
      return;
    }
    Optional<Reply> refusal = session.receive(arrived, desk.nowNanos());
    refusal.ifPresent(reply -> fail(PullStream.text(reply)));
  }

  @Override
  public void completed() {
    if (over || isAlone()) {
      return;
    }
    if (status != 200) {
      fail(errorText.of(status));
      return;
    }
    Reply reply = session.finish(desk.nowNanos());
    if (reply.status() == 200) {
      answer(new Answer.Block(session.pastOutcome()));
    } else {
      fail(PullStream.text(reply));
    }
  }

  /** The point takes the past from those only who bring live, too. */
  private boolean isAlone() {
    if (live.source().isEmpty()) {
      fail("live has broken off");
      return true;
    }
    return false;
  }

  @Override
  public void failed(String why) {
    fail(status == 0 || status == 200 ? why : errorText.of(status));
  }
}
