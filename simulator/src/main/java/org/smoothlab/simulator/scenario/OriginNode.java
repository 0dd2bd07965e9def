package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Opening;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;
import org.smoothlab.server.protocol.Wait;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Node;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** The production origin as a node of the simulated network: a door without sockets. */
final class OriginNode implements Node {
  private static final int HELD_REQUESTS_MAX = 100_000;

  private final Scheduler scheduler;
  private final Protocol protocol;
  private final Works works;
  private final Set<Held> held = new LinkedHashSet<>();
  private final Set<FeedAnswer> feeds = new LinkedHashSet<>();
  private boolean feedsGoOn;
  private boolean wakesHeld;

  /**
   * What is behind the door besides the protocol.
   *
   * @param advance lets the origin do what is due; after everything that it was told
   * @param makeSafe writes to disk what is not there yet
   */
  record Works(Runnable advance, Runnable makeSafe) {}

  /**
   * @param scheduler of the process
   */
  OriginNode(Protocol protocol, Scheduler scheduler, Works works) {
    this.protocol = protocol;
    this.scheduler = scheduler;
    this.works = works;
  }

  @Override
  public Body open(Request request, String remote, Responder responder) {
    Ask ask = ask(request, remote);
    Body body = carryOut(protocol.opening(ask), ask, responder);
    works.advance().run();
    return body;
  }

  private static Ask ask(Request request, String remote) {
    List<org.smoothlab.server.protocol.Header> headers = new ArrayList<>();
    for (Header header : request.headers()) {
      headers.add(new org.smoothlab.server.protocol.Header(header.name(), header.value()));
    }
    boolean mayHaveBody = request.method().equals("POST") || request.method().equals("PUT");
    if (mayHaveBody && !request.streamingBody()) {
      headers.add(new org.smoothlab.server.protocol.Header("Content-Length", "0"));
    }
    String query = request.uri().getRawQuery();
    String target = request.uri().getRawPath() + (query == null ? "" : "?" + query);
    return new Ask(request.method(), target, headers, remote);
  }

  private Body carryOut(Opening opening, Ask ask, Responder responder) {
    Exchange exchange =
        held.size() < HELD_REQUESTS_MAX
            ? opening.open(scheduler.nowNanos())
            : opening.openWithoutWaiting(scheduler.nowNanos());
    return switch (exchange) {
      case Reply reply -> {
        answer(reply, ask, responder);
        yield Body.IGNORED;
      }
      case Upload(IngestSession session) -> new Ingest(session, ask, responder);
      case org.smoothlab.server.protocol.Body wanted -> new Gathering(wanted, ask, responder);
      case Wait wait -> new Held(opening, ask, wait, responder);
      case Feed feed -> answer(feed, ask, responder);
    };
  }

  private FeedAnswer answer(Feed feed, Ask ask, Responder responder) {
    FeedAnswer answer = new FeedAnswer(feed, responder, feeds::remove);
    feeds.add(answer);
    answer.begin(ask);
    return answer;
  }

  private static void answer(Reply reply, Ask ask, Responder responder) {
    List<Header> headers = new ArrayList<>();
    reply.headers().forEach(header -> headers.add(new Header(header.name(), header.value())));
    headers.add(new Header("Content-Length", Long.toString(reply.bodyBytes())));
    responder.head(reply.status(), headers);
    if (!ask.method().equals("HEAD") && reply.bodyBytes() > 0) {
      responder.body(reply.body());
    }
    responder.end();
  }

  // ---- requests that wait

  /** Effects come from inside the origin, which must not be called then. */
  void happened(Effect effect) {
    if (effect instanceof Effect.Moved && !wakesHeld && !held.isEmpty()) {
      wakesHeld = true;
      scheduler.at(scheduler.nowNanos(), this::wakeHeld);
    }
    // Other servers wait for more, and so does who reads a segment that is growing.
    boolean fed =
        effect instanceof Effect.Fed
            || effect instanceof Effect.Moved
            || effect instanceof Effect.StateChanged;
    if (fed && !feedsGoOn && !feeds.isEmpty()) {
      feedsGoOn = true;
      scheduler.at(scheduler.nowNanos(), this::feedAll);
    }
  }

  private void feedAll() {
    feedsGoOn = false;
    List.copyOf(feeds).forEach(FeedAnswer::goOn);
  }

  private void wakeHeld() {
    wakesHeld = false;
    for (Held request : List.copyOf(held)) {
      request.reopenIfMoved();
    }
  }

  /** A request whose answer is about to exist. */
  private final class Held implements Body {
    private final Opening opening;
    private final Ask ask;
    private final Responder responder;
    private final Task deadline;
    private Wait wait;
    private Body next = Body.IGNORED;

    Held(Opening opening, Ask ask, Wait wait, Responder responder) {
      this.opening = opening;
      this.ask = ask;
      this.wait = wait;
      this.responder = responder;
      this.deadline = scheduler.at(wait.deadlineNanos(), this::reopen);
      held.add(this);
    }

    void reopenIfMoved() {
      OptionalLong version = protocol.origin().version(wait.point());
      if (held.contains(this) && (version.isEmpty() || version.getAsLong() != wait.seenVersion())) {
        reopen();
      }
    }

    private void reopen() {
      if (!held.contains(this)) {
        return;
      }
      switch (opening.reopen(wait, scheduler.nowNanos())) {
        case Wait again when scheduler.nowNanos() < wait.deadlineNanos() -> wait = again;
        case Wait _ -> throw new IllegalStateException("held beyond its deadline: " + ask.target());
        case Reply reply -> {
          release();
          answer(reply, ask, responder);
        }
        case Feed feed -> {
          release();
          next = answer(feed, ask, responder);
        }
        case Upload _, org.smoothlab.server.protocol.Body _ ->
            throw new IllegalStateException("an upload was held: " + ask.target());
      }
    }

    private void release() {
      held.remove(this);
      deadline.cancel();
    }

    @Override
    public void received(Slice arrived) {}

    @Override
    public void ended() {}

    @Override
    public void lost(String reason) {
      release();
      next.lost(reason);
    }
  }

  /** A small body on its way in. */
  private final class Gathering implements Body {
    private final org.smoothlab.server.protocol.Body wanted;
    private final Ask ask;
    private final Responder responder;
    private final List<Slice> parts = new ArrayList<>();
    private long bytes;
    private Optional<Body> next = Optional.empty();

    Gathering(org.smoothlab.server.protocol.Body wanted, Ask ask, Responder responder) {
      this.wanted = wanted;
      this.ask = ask;
      this.responder = responder;
    }

    @Override
    public void received(Slice arrived) {
      if (next.isPresent()) {
        return;
      }
      bytes += arrived.size();
      if (bytes > wanted.bytesMax()) {
        next = Optional.of(Body.IGNORED);
        answer(wanted.tooLarge(), ask, responder);
      } else {
        parts.add(Slice.copyOf(arrived.toByteArray()));
      }
    }

    @Override
    public void ended() {
      if (next.isEmpty()) {
        Slice whole = Slice.concat(parts);
        next = Optional.of(carryOut(wanted.received().apply(whole), ask, responder));
        works.advance().run();
      }
    }

    @Override
    public void lost(String reason) {
      next.ifPresent(body -> body.lost(reason));
      next = Optional.of(Body.IGNORED);
    }
  }

  /** An encoder's POST. */
  private final class Ingest implements Body {
    private final IngestSession session;
    private final Ask ask;
    private final Responder responder;
    private Task idle = () -> {};
    private boolean over;

    Ingest(IngestSession session, Ask ask, Responder responder) {
      this.session = session;
      this.ask = ask;
      this.responder = responder;
      watchIdle();
    }

    @Override
    public void received(Slice arrived) {
      if (!over) {
        Optional<Reply> refusal = session.receive(arrived, scheduler.nowNanos());
        refusal.ifPresent(this::end);
        works.advance().run();
      }
    }

    @Override
    public void ended() {
      if (!over) {
        Reply reply = session.finish(scheduler.nowNanos());
        works.makeSafe().run();
        end(reply);
        works.advance().run();
      }
    }

    @Override
    public void lost(String reason) {
      if (!over) {
        over = true;
        idle.cancel();
        session.lost(reason, scheduler.nowNanos());
        works.advance().run();
      }
    }

    private void end(Reply reply) {
      over = true;
      idle.cancel();
      answer(reply, ask, responder);
    }

    /** The deadline moves with every box: it is looked at again when the last one has come. */
    private void watchIdle() {
      long deadlineNanos = session.idleDeadlineNanos();
      if (over || deadlineNanos == Long.MAX_VALUE) {
        return;
      }
      if (deadlineNanos <= scheduler.nowNanos()) {
        end(session.timedOut(scheduler.nowNanos()));
        works.advance().run();
      } else {
        idle = scheduler.at(deadlineNanos, this::watchIdle);
      }
    }
  }
}
