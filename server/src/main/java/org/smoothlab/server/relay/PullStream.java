package org.smoothlab.server.relay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.protocol.FragmentCheck;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.RunFields;

/** One connection that brings one stream of a source, from where this point ends. */
final class PullStream implements Listener {
  private final PullScope scope;
  private final StreamManifest.Stream stream;
  private final Owner owner;
  private final FollowedCall call;
  private final String remote;
  private final ErrorText errorText = new ErrorText();
  private final long openedNanos;
  private final long acceptedBefore;
  private Optional<IngestSession> session = Optional.empty();
  private Optional<Source> source = Optional.empty();
  private int status;
  private boolean over;

  /** Who is told what becomes of it, never from inside a constructor. */
  interface Owner {
    /** What of it is believed. */
    FragmentCheck check();

    /** The source has begun to send it. */
    void connected(PullStream stream);

    /** A whole fragment came. */
    void progressed(PullStream stream);

    /** It ended by its end of stream. */
    void ended(PullStream stream);

    /** It is not there, or broke off. */
    void lost(PullStream stream, String why);

    /** What it brings cannot be taken. */
    void refused(PullStream stream, String why);
  }

  /**
   * @param source who has it
   * @param from where to begin, in units of 100 ns; empty for the live edge
   * @param connection different for each connection of the point
   * @param acceptedCount how many fragments of it the point has taken so far
   */
  record Opening(PeerUrl source, OptionalLong from, long connection, long acceptedCount) {}

  PullStream(PullScope scope, StreamManifest.Stream stream, Opening opening, Owner owner) {
    this.scope = scope;
    this.stream = stream;
    this.owner = owner;
    this.openedNanos = scope.now();
    this.acceptedBefore = opening.acceptedCount;
    this.remote = opening.source.server().getRawAuthority() + "#" + opening.connection;
    URI uri = opening.source.stream(stream.eventId(), stream.streamId());
    if (opening.from.isPresent()) {
      uri = URI.create(uri + "?from=" + opening.from.getAsLong());
    }
    FollowedCall.Way way =
        new FollowedCall.Way(scope.desk().carrier(), opening.source, "GET", List.of(scope.via()));
    this.call = new FollowedCall(way, uri, this);
  }

  StreamManifest.Stream stream() {
    return stream;
  }

  /** The way into the point, while it is open. */
  Optional<Source> source() {
    return over ? Optional.empty() : source;
  }

  /** When it last brought something whole, or was opened. */
  long progressNanos() {
    return session.map(IngestSession::progressNanos).orElse(openedNanos);
  }

  /**
   * Whether it is of use: header boxes alone, and what the point has already, are not. One that has
   * events only is of use as long as it holds.
   *
   * @param acceptedCount how many fragments of the stream the point has taken now
   */
  boolean isOfUse(long acceptedCount) {
    boolean held = scope.now() - openedNanos >= scope.settings().patience().silenceNanos();
    return acceptedCount != acceptedBefore || (held && isSparse());
  }

  /** The longest fragment so far; 0 before the first. */
  long longestFragmentNanos() {
    return session.map(IngestSession::longestFragmentNanos).orElse(0L);
  }

  /** Whether all of it has come. */
  boolean sawEndOfStream() {
    return session.map(IngestSession::sawEndOfStream).orElse(false);
  }

  /** Whether silence means nothing: it has events only. */
  boolean isSparse() {
    return session.map(IngestSession::isSparseOnly).orElse(false);
  }

  /** Gives it up. */
  void close(String why) {
    over = true;
    call.cancel();
    session.ifPresent(open -> open.lost(why, scope.now()));
  }

  @Override
  public void head(int newStatus, List<Header> headers) {
    status = newStatus;
    if (status != 200) {
      return;
    }
    String type = FollowedCall.find(headers, "Content-Type").orElse("nothing");
    if (!type.startsWith("video/mp4")) {
      refuse("answered %s, expected video/mp4".formatted(type));
      return;
    }
    Optional<RunClock> clock;
    try {
      clock = RunFields.readClock(FollowedCall.find(headers, RunFields.CLOCK));
    } catch (MalformedMediaException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    SourceId id = new SourceId(stream.eventId(), stream.streamId(), remote);
    Lineage lineage = Lineage.read(FollowedCall.all(headers, "Via"));
    switch (scope.point().openPulled(id, lineage, scope.now())) {
      case Admission.Denied(var refusal) -> refuse(refusal.message());
      case Admission.Admitted(var admitted) -> {
        source = Optional.of(admitted);
        clock.ifPresent(admitted::timedBy);
        IngestSession opened = new IngestSession(admitted, scope.boxLimits(), scope.now());
        session = Optional.of(opened.checkedBy(owner.check()));
        owner.connected(this);
      }
    }
  }

  @Override
  public void bytes(Slice arrived) {
    if (over || session.isEmpty()) {
      errorText.add(arrived);
      return;
    }
    IngestSession open = session.get();
    long beforeNanos = open.progressNanos();
    Optional<Reply> refusal = open.receive(arrived, scope.now());
    if (refusal.isPresent()) {
      refuse(text(refusal.get()));
    } else if (open.progressNanos() != beforeNanos && !over) {
      owner.progressed(this);
    }
  }

  @Override
  public void completed() {
    if (over) {
      return;
    }
    if (session.isEmpty() && status == SourceQuery.LOOP) {
      refuse(errorText.of(status));
      return;
    }
    if (session.isEmpty()) {
      lose(errorText.of(status));
      return;
    }
    boolean ended = session.get().sawEndOfStream();
    Reply reply = session.get().finish(scope.now());
    if (reply.status() != 200) {
      refuse(text(reply));
    } else if (ended) {
      over = true;
      owner.ended(this);
    } else {
      lose("ended without its end of stream");
    }
  }

  @Override
  public void failed(String why) {
    if (!over) {
      lose(status == 0 || status == 200 ? why : errorText.of(status));
    }
  }

  private void lose(String why) {
    close(why);
    owner.lost(this, call.uri() + ": " + why);
  }

  private void refuse(String why) {
    close(why);
    owner.refused(this, call.uri() + ": " + why);
  }

  /** What a refusal says. */
  static String text(Reply reply) {
    return new String(Slice.concat(reply.body()).toByteArray(), StandardCharsets.UTF_8).strip();
  }
}
