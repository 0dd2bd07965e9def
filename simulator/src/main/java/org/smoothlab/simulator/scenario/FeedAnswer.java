package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Node;

/** A long answer to another server: what a door does with a {@link Feed}, without sockets. */
final class FeedAnswer implements Node.Body {
  private final Feed feed;
  private final Node.Responder responder;
  private final Consumer<FeedAnswer> over;
  private boolean isOver;

  /**
   * @param over is told when nothing more comes of it
   */
  FeedAnswer(Feed feed, Node.Responder responder, Consumer<FeedAnswer> over) {
    this.feed = feed;
    this.responder = responder;
    this.over = over;
  }

  /** Path of the publishing point that it tells of. */
  String point() {
    return feed.point();
  }

  /** Sends the head, and what there is. */
  void begin(Ask ask) {
    List<Header> headers = new ArrayList<>();
    feed.headers().forEach(header -> headers.add(new Header(header.name(), header.value())));
    responder.head(feed.status(), headers);
    if (ask.method().equals("HEAD")) {
      end();
    } else {
      goOn();
    }
  }

  /** Sends what has come since. */
  void goOn() {
    while (!isOver) {
      switch (feed.next()) {
        case Feed.Step.Send(List<Slice> parts) -> responder.body(parts);
        case Feed.Step.Await() -> {
          return;
        }
        // Sent without waiting, it cannot fall behind; an archive that fails is all that cuts here.
        case Feed.Step.End(), Feed.Step.Cut _ -> end();
      }
    }
  }

  private void end() {
    isOver = true;
    responder.end();
    over.accept(this);
  }

  @Override
  public void received(Slice arrived) {}

  @Override
  public void ended() {}

  @Override
  public void lost(String reason) {
    isOver = true;
    over.accept(this);
  }
}
