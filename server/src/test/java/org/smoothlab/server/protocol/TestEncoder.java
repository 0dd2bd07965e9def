package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.TwoEncodersWorld.FRAGMENT_COUNT;
import static org.smoothlab.server.protocol.TwoEncodersWorld.MILLI;
import static org.smoothlab.server.protocol.TwoEncodersWorld.SECOND;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.TestTrack;

/** One encoder connection that dies at random bytes and may come back. */
final class TestEncoder {
  /** A box-aligned piece of what is sent. */
  private record Piece(Slice bytes, Optional<TestTrack> track, long index) {}

  private final TwoEncodersWorld world;
  private final List<TestTrack> tracks;
  private final String target;
  private final int number;
  private final long lagNanos;
  private final ArrayDeque<Piece> toSend = new ArrayDeque<>();
  private Optional<IngestSession> session = Optional.empty();
  private long producedCount;
  private long firstUnsentIndex;
  private int sentOfPiece;
  private int killsLeft;
  private long killAfterBytes;
  private boolean gone;
  private boolean pumping;

  TestEncoder(TwoEncodersWorld world, int number, List<TestTrack> tracks) {
    this.world = world;
    this.number = number;
    this.tracks = tracks;
    this.target = Stage.POINT + "/Streams(" + tracks.getFirst().number() + ")";
    this.lagNanos = number * world.random.nextLong(2500 * MILLI) + world.random.nextLong(MILLI);
    this.killsLeft = 1 + world.random.nextInt(4);
  }

  void start() {
    world.at(lagNanos, this::connect);
    for (long i = 1; i <= FRAGMENT_COUNT; i++) {
      world.at(i * 2 * SECOND + lagNanos + world.random.nextLong(200 * MILLI), this::produce);
    }
    world.at((FRAGMENT_COUNT + 8) * 2 * SECOND + lagNanos, this::end);
  }

  private void connect() {
    if (gone) {
      return;
    }
    session = Optional.of(world.stage.post(target));
    killAfterBytes = killsLeft > 0 ? world.random.nextLong(40_000) : Long.MAX_VALUE;
    toSend.clear();
    sentOfPiece = 0;
    toSend.add(new Piece(Slice.copyOf(TestTrack.header(tracks)), Optional.empty(), 0));
    long from =
        switch (world.onReturn(number)) {
          case CATCH_UP -> Math.max(0, firstUnsentIndex - 2);
          case SKIP -> Math.max(0, producedCount - 2);
        };
    for (long index = from; index < producedCount; index++) {
      enqueue(index);
    }
    pump();
  }

  private void produce() {
    enqueue(producedCount++);
    pump();
  }

  private void enqueue(long index) {
    if (session.isPresent()) {
      for (TestTrack track : tracks) {
        toSend.add(
            new Piece(Slice.copyOf(Stage.fragment(track, index)), Optional.of(track), index));
      }
    }
  }

  private void pump() {
    if (!pumping && session.isPresent() && !toSend.isEmpty()) {
      pumping = true;
      world.at(world.stage.nowNanos + world.random.nextLong(20 * MILLI), this::sendSome);
    }
  }

  private void sendSome() {
    pumping = false;
    if (session.isEmpty() || toSend.isEmpty()) {
      return;
    }
    Piece piece = toSend.getFirst();
    int left = (int) piece.bytes.size() - sentOfPiece;
    int count = (int) Math.min(Math.min(left, 1 + world.random.nextInt(4_000)), killAfterBytes);
    sentOfPiece += count;
    killAfterBytes -= count;
    boolean whole = sentOfPiece == (int) piece.bytes.size();
    if (whole) {
      piece.track.ifPresent(track -> world.delivered(track, piece.index, number));
      firstUnsentIndex = Math.max(firstUnsentIndex, piece.index);
    }
    assertThat(
            session
                .get()
                .receive(piece.bytes.slice(sentOfPiece - count, count), world.stage.nowNanos))
        .isEmpty();
    if (whole) {
      toSend.removeFirst();
      sentOfPiece = 0;
    }
    if (killAfterBytes == 0) {
      die();
    } else {
      pump();
    }
  }

  private void die() {
    session.orElseThrow().lost("killed", world.stage.nowNanos);
    session = Optional.empty();
    killsLeft--;
    toSend.clear();
    if (world.random.nextInt(8) == 0) {
      gone = true;
    } else {
      world.at(
          world.stage.nowNanos + 100 * MILLI + world.random.nextLong(8 * SECOND), this::connect);
    }
  }

  private void end() {
    session.ifPresent(open -> {
      world.ended();
      assertThat(world.stage.send(open, new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'})).isEmpty();
      assertThat(open.finish(world.stage.nowNanos).status()).isEqualTo(200);
    });
    session = Optional.empty();
    gone = true;
  }
}
