package org.smoothlab.server.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.Body;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Opening;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Upload;
import org.smoothlab.server.protocol.Wait;

/** One request and its answer between two hosts of the world. */
final class RelayConnection implements Call {
  private static int count;

  private final VirtualDesk desk;
  private final RelayHost from;
  private final RelayHost to;
  private final Request request;
  private final Listener listener;
  private Optional<IngestSession> session = Optional.empty();
  private Optional<Feed> reading = Optional.empty();
  private long freeNanos;
  private boolean over;
  private int unanswered;
  private long bytesLeft;

  RelayConnection(VirtualDesk desk, RelayHost from, Request request, Listener listener) {
    this.desk = desk;
    this.from = from;
    this.to = from.world.hosts.getOrDefault(request.uri().getHost(), from.world.host("nobody"));
    this.request = request;
    this.listener = listener;
    boolean isCut = to.cutsThePast && request.uri().toString().contains("before=");
    this.bytesLeft = isCut ? from.world.random.nextLong(100_000) : Long.MAX_VALUE;
    from.connections.add(this);
    to.connections.add(this);
  }

  void begin() {
    later(() -> {
      if (to.down || to.name.equals("nobody")) {
        reset("connection refused");
      } else if (to.impostor.isEmpty() || !to.impostor.get().answer(request, this)) {
        open();
      }
    });
  }

  Request request() {
    return request;
  }

  // ---- at the other end

  private void open() {
    Opening opening = to.protocol.opening(ask());
    carryOut(opening, opening.open(now()));
    to.advance();
  }

  private Ask ask() {
    List<Header> headers = new ArrayList<>(request.headers());
    if (request.method().equals("POST") && !request.streamingBody()) {
      headers.add(new Header("Content-Length", "0"));
    }
    String query = request.uri().getRawQuery();
    return new Ask(
        request.method(),
        request.uri().getRawPath() + (query == null ? "" : "?" + query),
        headers,
        from.name + ":" + ++count);
  }

  private void carryOut(Opening opening, Exchange exchange) {
    switch (exchange) {
      case Reply reply -> reply(reply);
      case Upload(IngestSession admitted) -> session = Optional.of(admitted);
      case Wait wait ->
          to.world.after(
              100 * RelayWorld.MILLI,
              () -> {
                if (!over && !to.down) {
                  carryOut(opening, opening.reopen(wait, now()));
                }
              });
      case Feed feed -> {
        head(feed.status(), feed.headers());
        reading = Optional.of(feed);
        goOn();
      }
      case Body _ -> throw new AssertionError("relays manage nothing");
    }
  }

  /** Sends what the feed has come to have. */
  void goOn() {
    while (!over && !to.mute && reading.isPresent()) {
      switch (reading.get().next()) {
        case Feed.Step.Send(List<Slice> parts) -> parts.forEach(this::body);
        case Feed.Step.Await() -> {
          return;
        }
        case Feed.Step.End() -> {
          reading = Optional.empty();
          complete();
        }
        case Feed.Step.Cut(String why) -> {
          reading = Optional.empty();
          reset(why);
        }
      }
    }
  }

  /** Whether it brings a stream to the host that asked for it. */
  boolean isPull() {
    return request.method().equals("GET") && request.uri().getPath().contains("/Streams(");
  }

  RelayHost target() {
    return to;
  }

  void reply(Reply reply) {
    head(reply.status(), reply.headers());
    reply.body().forEach(this::body);
    complete();
  }

  void head(int status, List<Header> headers) {
    tell(() -> listener.head(status, headers));
  }

  void body(Slice bytes) {
    if (bytes.size() > bytesLeft) {
      tell(() -> listener.bytes(bytes.slice(0, bytesLeft)));
      reset("cut off");
    } else {
      bytesLeft -= bytes.size();
      tell(() -> listener.bytes(bytes));
    }
  }

  void complete() {
    tell(() -> {
      forget();
      listener.completed();
    });
  }

  /** The connection is no more, at both ends. */
  void reset(String why) {
    if (!over) {
      session.ifPresent(open -> open.lost(why, now()));
      tell(() -> {
        forget();
        listener.failed(why);
      });
    }
  }

  // ---- at this end

  @Override
  public void send(List<Slice> bytes) {
    if (over) {
      return;
    }
    if (++unanswered > SENDS_MAX) {
      throw new IllegalStateException("more than " + SENDS_MAX + " unanswered sends");
    }
    long sizeBytes = bytes.stream().mapToLong(Slice::size).sum();
    long sendingNanos =
        to.bytesPerSecond == 0 ? 0 : sizeBytes * RelayWorld.SECOND / to.bytesPerSecond;
    freeNanos = Math.max(freeNanos, now()) + sendingNanos;
    from.world.at(
        freeNanos + RelayWorld.LATENCY,
        () -> {
          if (!over && !to.mute && !to.down) {
            bytes.forEach(this::received);
            tell(() -> {
              unanswered--;
              listener.writable();
            });
          }
        });
  }

  private void received(Slice piece) {
    session.ifPresent(open -> {
      open.receive(piece, now())
          .ifPresent(refusal -> {
            session = Optional.empty();
            reply(refusal);
          });
      to.advance();
    });
  }

  @Override
  public void end() {
    from.world.at(
        Math.max(freeNanos, now()) + RelayWorld.LATENCY,
        () -> {
          if (!over && !to.mute && !to.down) {
            session.ifPresent(open -> {
              session = Optional.empty();
              reply(open.finish(now()));
            });
            to.advance();
          }
        });
  }

  @Override
  public void cancel() {
    if (!over) {
      forget();
      if (!to.mute && !to.down) {
        session.ifPresent(open -> {
          open.lost("canceled", now());
          to.advance();
        });
      }
    }
  }

  private long now() {
    return from.world.now();
  }

  private void later(Runnable work) {
    from.world.after(
        RelayWorld.LATENCY,
        () -> {
          if (!over && !to.mute) {
            work.run();
          }
        });
  }

  private void tell(Runnable work) {
    from.world.after(
        RelayWorld.LATENCY,
        () -> {
          if (!over && !to.mute) {
            desk.run(work);
          }
        });
  }

  private void forget() {
    over = true;
    desk.ended(this);
    from.connections.remove(this);
    to.connections.remove(this);
  }
}
