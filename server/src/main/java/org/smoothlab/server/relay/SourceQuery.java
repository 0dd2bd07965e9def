package org.smoothlab.server.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.RunFields;

/** One question to a source: which streams it has. Answered once, in bounded time. */
final class SourceQuery implements Listener {
  /** What we ask for has come from here: RFC 5842, 7.2. */
  static final int LOOP = 508;

  private final PullScope scope;
  private final Consumer<SourceAnswer> onAnswer;
  private final FollowedCall call;
  private final Desk.Alarm deadline;
  private final List<Slice> parts = new ArrayList<>();
  private final ErrorText errorText = new ErrorText();
  private long bytes;
  private int status;
  private Lineage lineage = Lineage.NONE;
  private String runTag = "";
  private boolean over;

  SourceQuery(PullScope scope, PeerUrl source, Consumer<SourceAnswer> onAnswer) {
    this.scope = scope;
    this.onAnswer = onAnswer;
    Desk desk = scope.desk();
    FollowedCall.Way way =
        new FollowedCall.Way(desk.carrier(), source, "GET", List.of(scope.via()));
    this.call = new FollowedCall(way, source.streamManifest(), this);
    this.deadline =
        desk.at(desk.nowNanos() + scope.settings().patience().answerNanos(), this::timeOut);
  }

  void cancel() {
    over = true;
    deadline.cancel();
    call.cancel();
  }

  private void answer(SourceAnswer answer) {
    if (!over) {
      cancel();
      onAnswer.accept(answer);
    }
  }

  private void timeOut() {
    answer(
        new SourceAnswer.Mute(
            "no answer from %s within %d ms"
                .formatted(call.uri(), scope.settings().patience().answerNanos() / 1_000_000)));
  }

  @Override
  public void head(int newStatus, List<Header> headers) {
    status = newStatus;
    lineage = Lineage.read(FollowedCall.all(headers, "Via"));
    runTag = FollowedCall.find(headers, RunFields.RUN).orElse("");
  }

  @Override
  public void bytes(Slice arrived) {
    if (status != 200) {
      errorText.add(arrived);
      return;
    }
    bytes += arrived.size();
    if (bytes > StreamManifest.DOCUMENT_BYTES_MAX) {
      answer(
          new SourceAnswer.Wrong(
              "%s: a list of streams of more than %d bytes"
                  .formatted(call.uri(), StreamManifest.DOCUMENT_BYTES_MAX)));
    } else {
      parts.add(Slice.copyOf(arrived.toByteArray()));
    }
  }

  @Override
  public void completed() {
    if (status == LOOP) {
      answer(new SourceAnswer.Wrong(call.uri() + " " + errorText.of(status)));
    } else if (status != 200) {
      answer(new SourceAnswer.Absent(call.uri() + " " + errorText.of(status)));
    } else if (lineage.contains(scope.point().relayId())) {
      answer(
          new SourceAnswer.Wrong(
              "%s has its streams from here: Via: %s".formatted(call.uri(), lineage.via())));
    } else {
      answer(SourceAnswer.read(Slice.concat(parts), lineage, runTag));
    }
  }

  @Override
  public void failed(String why) {
    answer(new SourceAnswer.Absent(why));
  }
}
